import AccountsDomain
import Contracts
import Messaging
import Primitives
import UseCases

/// Changes an agency's data. A change to the same data has no effect.
struct ChangeAgency: Sendable {
    struct Command: Sendable {
        var agency: AgencyID
        var match: VersionMatch
        var revise: @Sendable (Agency) -> Agency
    }

    let agencies: AgencyRepository

    /// - Throws: `NotFound`, `VersionMismatch`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Agency {
        guard let old = try await agencies.lock(command.agency, in: unit) else { throw NotFound() }
        try command.match.require(old.version)
        let revised = command.revise(old)
        guard revised != old else { return old }
        let agency = agencies.save(revised, in: unit)
        unit.publish(.agencyChanged, AgencyChange(agency), of: agency.id, at: now)
        unit.setState(.agency, AgencyChange(agency), of: agency.id, at: now)
        return agency
    }
}

import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Cancels a class by the association, and releases all its seats (D5).
struct CancelOffering: Sendable {
    struct Command: Sendable {
        var offering: OfferingID
        var match: VersionMatch
        var reason: String
        var by: PersonID
    }

    let offerings: OfferingRepository
    let moves: OfferingMoveRepository
    let releaseAll: ReleaseAllSeats

    /// - Throws: `NotFound`, `VersionMismatch`, `OfferingRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Offering {
        Rule.keep(.D5)
        guard var offering = try await offerings.lock(command.offering, in: unit) else { throw NotFound() }
        try command.match.require(offering.version)
        try offering.cancel(try await moves.records(of: offering.id, in: unit))
        offering = try offerings.save(offering, because: command.reason, at: now, in: unit)
        unit.publish(.offeringCancelled, offering, at: now)
        return try await releaseAll(of: offering, reason: command.reason, by: command.by, at: now, in: unit)
    }
}

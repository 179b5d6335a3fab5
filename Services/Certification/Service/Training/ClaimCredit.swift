import CertificationDomain
import Messaging
import Primitives
import UseCases

/// Claims training hours for an application (G6).
struct ClaimCredit: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var credit: CreditEntry
        var by: PersonID
    }

    let applications: ApplicationRepository
    let credits: CreditRepository
    let lock: ApplicationLock

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.G6)
        var application = try await lock.own(command.application, command.match, by: command.by, in: unit)
        try application.claim(command.credit)
        credits.insert(command.credit, of: application.id, at: now, in: unit)
        _ = try applications.save(application, in: unit)
    }
}

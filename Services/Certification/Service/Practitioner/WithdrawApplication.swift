import CertificationDomain
import Contracts
import Messaging
import Primitives
import UseCases

/// Withdraws an application before its decision (G10).
struct WithdrawApplication: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var by: PersonID
    }

    let policies: Policies
    let applications: ApplicationRepository
    let lock: ApplicationLock

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`.
    func callAsFunction(
        _ command: Command, at now: Instant, in unit: UnitOfWork
    ) async throws -> PractitionerApplication {
        Rule.keep(.G10)
        var application = try await lock.own(command.application, command.match, by: command.by, in: unit)
        try application.withdraw()
        application = try applications.save(application, in: unit)
        let policy = policies.policy(for: application, at: now)
        unit.publish(
            .practitionerApplicationWithdrawn, PractitionerApplicationChange(application, policy), of: application.id,
            at: now)
        return application
    }
}

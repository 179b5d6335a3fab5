import CertificationDomain
import Contracts
import Messaging
import Primitives
import UseCases

/// Returns a submitted application to its applicant with a question (G10).
struct AskApplicant: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var question: String
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
        var application = try await lock.reviewed(command.application, command.match, by: command.by, in: unit)
        try application.ask(command.question)
        application = try applications.save(application, in: unit)
        let policy = policies.policy(for: application, at: now)
        unit.publish(
            .practitionerApplicationMoreInfoAsked, PractitionerApplicationChange(application, policy),
            of: application.id, at: now)
        return application
    }
}

import CertificationDomain
import Messaging
import Primitives
import UseCases

/// Changes the applicant's statement (G10).
struct ReviseApplication: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        /// The new statement; nil leaves it as it is.
        var statement: String?
        var by: PersonID
    }

    let applications: ApplicationRepository
    let lock: ApplicationLock

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`.
    func callAsFunction(
        _ command: Command, at now: Instant, in unit: UnitOfWork
    ) async throws -> PractitionerApplication {
        Rule.keep(.G10)
        var application = try await lock.own(command.application, command.match, by: command.by, in: unit)
        try application.revise(statement: command.statement)
        return try applications.save(application, in: unit)
    }
}

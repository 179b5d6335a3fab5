import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Changes the evidence of a draft (H3–H5, H7, H8).
struct ReviseApplication: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var revise: @Sendable (Evidence) -> Evidence
        var by: PersonID
    }

    let applications: ApplicationRepository

    /// - Throws: `NotFound`, also for everybody but the applicant; `VersionMismatch`; `ApplicationRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Application {
        Rule.keep(.H3, .H4, .H5, .H7, .H8)
        guard var application = try await applications.lock(command.application, in: unit),
            application.isOwn(of: command.by)
        else { throw NotFound() }
        try command.match.require(application.version)
        try application.revise(command.revise(application.evidence))
        return try applications.save(application, in: unit)
    }
}

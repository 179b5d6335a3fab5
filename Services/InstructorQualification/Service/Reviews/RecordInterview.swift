import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Records the result of an interview (H11).
struct RecordInterview: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var result: Interview.Result
        var by: PersonID
    }

    let applications: ApplicationRepository

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Application {
        Rule.keep(.H11)
        guard var application = try await applications.lock(command.application, in: unit) else { throw NotFound() }
        try command.match.require(application.version)
        try application.record(command.result, by: command.by)
        return try applications.save(application, in: unit)
    }
}

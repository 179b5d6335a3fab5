import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Schedules the interview of a submitted application (H11).
struct ScheduleInterview: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var instant: Instant
        var interviewer: PersonID
        var by: PersonID
    }

    let applications: ApplicationRepository
    let people: PersonRepository

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Application {
        Rule.keep(.H11)
        guard var application = try await applications.lock(command.application, in: unit) else { throw NotFound() }
        try command.match.require(application.version)
        try application.schedule(
            at: command.instant, with: command.interviewer,
            holdsRole: try await people.mayInterview(command.interviewer, in: unit), by: command.by)
        return try applications.save(application, in: unit)
    }
}

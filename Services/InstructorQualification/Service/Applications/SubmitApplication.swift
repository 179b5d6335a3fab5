import Contracts
import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Submits an application to the Training Director (H9).
struct SubmitApplication: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var by: PersonID
    }

    let applications: ApplicationRepository
    let people: PersonRepository
    let policies: Policies

    /// - Throws: `NotFound`, also for everybody but the applicant; `VersionMismatch`; `ApplicationRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Application {
        Rule.keep(.H1, .H2, .H3, .H4, .H5, .H6, .H7, .H8, .H9)
        guard var application = try await applications.lock(command.application, in: unit),
            application.isOwn(of: command.by)
        else { throw NotFound() }
        try command.match.require(application.version)
        let applicant = try await people.applicant(application.applicant, from: unit.sql)
        try application.submit(by: applicant, at: policies.moment(now))
        application = try applications.save(application, in: unit)
        unit.publish(
            .instructorApplicationSubmitted, InstructorApplicationChange(personId: application.applicant),
            of: application.id, at: now)
        return application
    }
}

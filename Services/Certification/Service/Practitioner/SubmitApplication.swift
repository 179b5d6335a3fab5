import CertificationDomain
import Contracts
import Messaging
import Primitives
import UseCases

/// Submits an application that meets the requirements G1–G9 today.
struct SubmitApplication: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var by: PersonID
    }

    let policies: Policies
    let applications: ApplicationRepository
    let lock: ApplicationLock
    let findFile: FindPractitionerFile

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`.
    func callAsFunction(
        _ command: Command, at now: Instant, in unit: UnitOfWork
    ) async throws -> PractitionerApplication {
        Rule.keep(.G1, .G2, .G3, .G4, .G5, .G6, .G7, .G8, .G9, .G10)
        var application = try await lock.own(command.application, command.match, by: command.by, in: unit)
        let today = policies.day(of: now)
        let policy = policies.policy(on: today)
        try application.submit(
            try await findFile(of: application.person, from: unit.sql), under: policy, on: today)
        application = try applications.save(application, in: unit)
        unit.publish(
            .practitionerApplicationSubmitted, PractitionerApplicationChange(application, policy), of: application.id,
            at: now)
        return application
    }
}

import CertificationDomain
import Contracts
import Messaging
import Primitives
import UseCases

/// Approves or declines an application. An approval awards the credential (G10, G11).
struct DetermineApplication: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var outcome: Determination
        var reason: String
        var by: PersonID
    }

    let policies: Policies
    let applications: ApplicationRepository
    let credentials: CredentialRepository
    let lock: ApplicationLock
    let findFile: FindPractitionerFile

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`.
    func callAsFunction(
        _ command: Command, at now: Instant, in unit: UnitOfWork
    ) async throws -> PractitionerApplication {
        Rule.keep(.G1, .G2, .G3, .G4, .G5, .G6, .G7, .G8, .G9, .G10, .G11)
        var application = try await lock.reviewed(command.application, command.match, by: command.by, in: unit)
        let today = policies.day(of: now)
        let policy = policies.policy(for: application, at: now)
        try application.determine(
            command.outcome, because: command.reason, by: command.by,
            file: try await findFile(of: application.person, from: unit.sql), under: policy, on: today, at: now)
        application = try applications.save(application, in: unit)
        if command.outcome == .approved { try await award(for: application, on: today, at: now, in: unit) }
        unit.publish(
            command.outcome == .approved ? .practitionerApplicationApproved : .practitionerApplicationDeclined,
            PractitionerApplicationChange(application, policy), of: application.id, at: now)
        return application
    }

    private func award(
        for application: PractitionerApplication, on today: Day, at now: Instant, in unit: UnitOfWork
    ) async throws {
        let isHeld = try await credentials.isHeld(by: application.person, in: unit)
        guard let credential = Credential.award(as: .new(), for: application, isHeld: isHeld, on: today) else { return }
        credentials.insert(credential, in: unit)
        unit.publish(.credentialAwarded, credential, at: now)
    }
}

import CertificationDomain
import Messaging
import Primitives
import UseCases

/// Records a reviewer's decision about claimed hours of a submitted application (G6).
struct DisposeCredit: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var credit: CreditID
        var match: VersionMatch
        var disposition: Disposition
        var reason: String
        var by: PersonID
    }

    let applications: ApplicationRepository
    let credits: CreditRepository
    let lock: ApplicationLock

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`.
    func callAsFunction(
        _ command: Command, at now: Instant, in unit: UnitOfWork
    ) async throws -> PractitionerApplication {
        Rule.keep(.G6)
        var application = try await lock.reviewed(command.application, command.match, by: command.by, in: unit)
        let credit = try application.dispose(
            command.credit, as: command.disposition, because: command.reason, by: command.by)
        let saved = credits.save(credit, in: unit)
        application.credits = application.credits.map { $0.id == saved.id ? saved : $0 }
        return try applications.save(application, in: unit)
    }
}

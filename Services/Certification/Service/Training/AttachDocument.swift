import CertificationDomain
import Messaging
import Primitives
import UseCases

/// Attaches a supporting document to an application (G10).
struct AttachDocument: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var document: ApplicationDocument
        var content: [UInt8]
        var by: PersonID
    }

    let applications: ApplicationRepository
    let documents: DocumentRepository
    let lock: ApplicationLock

    /// - Throws: `NotFound`, `VersionMismatch`, `ApplicationRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.G10)
        var application = try await lock.own(command.application, command.match, by: command.by, in: unit)
        try application.attach(command.document)
        documents.insert(command.document, command.content, of: application.id, at: now, in: unit)
        _ = try applications.save(application, in: unit)
    }
}

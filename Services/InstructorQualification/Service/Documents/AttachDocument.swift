import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases

/// Attaches a document to a draft (H6).
struct AttachDocument: Sendable {
    struct Command: Sendable {
        var application: ApplicationID
        var match: VersionMatch
        var document: ApplicationDocument
        var by: PersonID
    }

    let applications: ApplicationRepository
    let documents: ApplicationDocumentRepository

    /// - Throws: `NotFound`, also for everybody but the applicant; `VersionMismatch`; `ApplicationRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.H6)
        guard var application = try await applications.lock(command.application, in: unit),
            application.isOwn(of: command.by)
        else { throw NotFound() }
        try command.match.require(application.version)
        try application.attach(command.document.kind)
        documents.insert(command.document, of: application.id, at: now, in: unit)
        _ = try applications.save(application, in: unit)
    }
}

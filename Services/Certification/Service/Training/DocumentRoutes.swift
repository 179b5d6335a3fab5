import CertificationDomain
import HTTP
import Idempotency
import JSONSchema
import Messaging
import Primitives
import Security
import Uploads
import UseCases
import Web

/// The documents that support an application and its claimed credits (G10).
struct DocumentRoutes: Sendable {
    let journal: Journal
    let documents: DocumentRepository
    let find: FindApplication
    let attach: AttachDocument

    private static let credit: [Parameter] = [.query("creditId", .uuid, "The credit that the document supports.")]

    init(_ parts: CertificationParts) {
        journal = parts.journal
        documents = DocumentRepository(database: parts.database)
        let applications = ApplicationRepository(database: parts.database)
        let people = PersonRepository(database: parts.database)
        find = FindApplication(applications: applications, people: people)
        attach = AttachDocument(
            applications: applications, documents: documents,
            lock: ApplicationLock(applications: applications, people: people))
    }

    var attachment: Operation {
        Operation(
            "Attach a supporting document", access: .signedIn, query: Self.credit, body: .document,
            answers: [.ok(DocumentDTO.self)], problems: [.applicationState, .documentDuplicate, .documentType],
            rate: .heavy
        ) { call in
            let (name, credit): (String, CreditID?) = (try call.path("name"), try call.query("creditId"))
            let (application, person): (ApplicationID, PersonID) = (try call.path("id"), try call.signedIn().personID)
            guard let (type, content) = try await call.document() else {
                throw Problem(.documentType, "Send a PDF, JPEG or PNG document under its own content type.")
            }
            let document = ApplicationDocument(
                name: name, credit: credit, contentType: type.rawValue, size: content.count, hash: sha256(content))
            let command = AttachDocument.Command(
                application: application, match: call.versionMatch(), document: document, content: content, by: person)
            return try await journal.transact(call) { unit in
                try await attach(command, at: call.now, in: unit)
                return try .ok(DocumentDTO(document))
            }
        }
    }

    var document: Operation {
        Operation(
            "Download a supporting document", access: .signedIn, query: Self.credit,
            answers: .binary(DocumentType.all, ranges: true)
        ) { call in
            let application = try await find(try call.path("id"), for: try call.signedIn())
            let content = try await documents.content(
                try call.path("name"), supporting: try call.query("creditId"), of: application.id)
            guard let content else { throw NotFound() }
            return try .document(content.contentType, content.bytes, for: call)
        }
    }
}

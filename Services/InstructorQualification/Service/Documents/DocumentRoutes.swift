import HTTP
import Idempotency
import InstructorQualificationDomain
import JSONSchema
import JSONTree
import Messaging
import Primitives
import Uploads
import UseCases
import Web

/// The documents of an application (H3–H6).
struct DocumentRoutes: Sendable {
    let journal: Journal
    let find: FindApplication
    let documents: ApplicationDocumentRepository
    let attach: AttachDocument

    init(_ parts: InstructorQualificationParts) {
        journal = parts.journal
        documents = ApplicationDocumentRepository(database: parts.database)
        let applications = ApplicationRepository(database: parts.database)
        find = FindApplication(applications: applications)
        attach = AttachDocument(applications: applications, documents: documents)
    }

    /// The kinds that are uploaded; the video is a link (`videoUrl`).
    private static let kinds = Schema.string(
        enum: Evidence.Document.allCases.filter { $0 != .video }.map(\.rawValue))

    var attachment: Operation {
        Operation(
            "Attach a document", access: .signedIn, pathSchemas: ["kind": Self.kinds], body: .document,
            answers: [.ok(DocumentDTO.self)], problems: [.applicationState, .documentType], rate: .heavy
        ) { call in
            let kind = try Self.kind(call)
            guard let (type, content) = try await call.document() else {
                throw Problem(.documentType, "The content must be a PDF, JPEG or PNG under its own content type.")
            }
            let document = ApplicationDocument(kind: kind, contentType: type.rawValue, content: content)
            let command = AttachDocument.Command(
                application: try call.path("id"), match: call.versionMatch(), document: document,
                by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try await attach(command, at: call.now, in: unit)
                return try .ok(DocumentDTO(document))
            }
        }
    }

    var document: Operation {
        Operation(
            "Download a document", access: .signedIn, pathSchemas: ["kind": Self.kinds],
            answers: .binary(DocumentType.all, ranges: true)
        ) { call in
            let found = try await find(try call.path("id"), for: try call.signedIn())
            guard let document = try await documents.find(try Self.kind(call), of: found.application.id) else {
                throw NotFound()
            }
            return try .document(document.contentType, document.content, for: call)
        }
    }

    private static func kind(_ call: Call) throws -> Evidence.Document {
        guard let kind = Evidence.Document(rawValue: try call.path("kind")) else { throw NotFound() }
        return kind
    }
}

extension ProblemCode {
    static let documentType = ProblemCode("documentType", "The document is not of the type that its header names.")
}

/// A document as it was stored.
struct DocumentDTO: WireType {
    var kind: String
    var contentType: String
    var size: Int

    static let constraints = Constraints(named: "Document", [CodingKeys.size: .integer(min: 0)])

    init(_ document: ApplicationDocument) {
        kind = document.kind.rawValue
        contentType = document.contentType
        size = document.content.count
    }
}

import HTTP
import InstructorQualificationDomain
import JSONSchema
import JSONTree
import Messaging
import PersonMerges
import Postgres
import Primitives
import ServiceKit
import Uploads

extension InstructorQualificationAPI {
    /// The video comes as a link (`videoUrl`).
    private static let kinds = Schema.string(
        enum: Evidence.Document.allCases.filter { $0 != .video }.map(\.rawValue))

    var documentEndpoints: [Endpoint] {
        [
            Endpoint(
                .put, "/v1/instructor-applications/{id}/documents/{kind}", "Attach a document", access: .signedIn,
                pathSchemas: ["kind": Self.kinds], body: .document,
                answers: [.ok(DocumentDTO.schema)], problems: [.applicationState, .documentType], rate: .heavy,
                handler: attach),
            Endpoint(
                .get, "/v1/instructor-applications/{id}/documents/{kind}", "A document", access: .signedIn,
                pathSchemas: ["kind": Self.kinds], answers: .binary(DocumentType.all, ranges: true)
            ) { [self] call in
                let record = try await readable(call)
                guard let document = try await applications.document(try call.path("kind"), of: record.id) else {
                    throw Problem.notFound
                }
                return try .document(document.type, document.content, for: call)
            },
        ]
    }

    @Sendable private func attach(_ call: Call) async throws -> Response {
        let kind: String = try call.path("kind")
        let id: ApplicationID = try call.path("id")
        let principal = try call.signedIn()
        guard let (type, content) = try await call.document() else {
            throw Problem(.documentType, "PDF, JPEG and PNG documents are taken, under their own content type.")
        }
        return try await context.journal.update(trace: call.trace) { [self] unit in
            guard let record = try await applications.find(id, from: unit.sql, lock: true),
                try await PersonMerges.isSamePerson(
                    principal.personID, record.application.applicantID, from: unit.sql)
            else { throw Problem.notFound }
            try call.requireMatch(record.version)
            try record.application.checkEdit()
            try await applications.put(content, type: type.rawValue, as: kind, of: id, at: call.now, in: unit.sql)
            return try .ok(DocumentDTO(kind: kind, contentType: type.rawValue, size: content.count))
        }
    }
}

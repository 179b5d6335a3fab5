import CertificationDomain
import HTTP
import JSONSchema
import Messaging
import PersonMerges
import Postgres
import Primitives
import ServiceKit
import Uploads

extension CertificationAPI {
    var documentEndpoints: [Endpoint] {
        [
            Endpoint(
                .put, "/v1/practitioner-applications/{id}/documents/{name}", "Attach a supporting document",
                access: .signedIn, query: [.query("creditId", .uuid, "The credit that it supports.")],
                body: .document,
                answers: [.ok(DocumentDTO.schema)],
                problems: [.applicationState, .documentDuplicate, .documentType], rate: .heavy, handler: attach),
            Endpoint(
                .get, "/v1/practitioner-applications/{id}/documents/{name}", "A supporting document",
                access: .signedIn, query: [.query("creditId", .uuid, "The credit that it supports.")],
                answers: .binary(DocumentType.all, ranges: true)
            ) { [self] call in
                let record = try await readable(call)
                guard
                    let document = try await practitioners.document(
                        try call.path("name"), credit: try call.query("creditId"), of: record.id)
                else { throw Problem.notFound }
                return try .document(document.type, document.content, for: call)
            },
        ]
    }

    @Sendable private func attach(_ call: Call) async throws -> Response {
        let id: ApplicationID = try call.path("id")
        let name: String = try call.path("name")
        let credit: CreditID? = try call.query("creditId")
        let principal = try call.signedIn()
        guard let (type, content) = try await call.document() else {
            throw Problem(.documentType, "PDF, JPEG and PNG documents are taken, under their own content type.")
        }
        do {
            return try await context.journal.update(trace: call.trace) { [self] unit in
                guard let record = try await practitioners.locked(id, in: unit.sql),
                    try await PersonMerges.isSamePerson(
                        principal.personID, record.personID, from: unit.sql)
                else { throw Problem.notFound }
                try call.requireMatch(record.version)
                _ = try record.status.after(.edit)
                if let credit {
                    let known = try await practitioners.credits(of: id, from: unit.sql)
                    guard known.contains(where: { $0.entry.id == credit }) else {
                        throw Problem.notFound("creditId is no credit of this application.")
                    }
                }
                try await practitioners.put(
                    name, content, type: type.rawValue, credit: credit, of: id, at: call.now, in: unit.sql)
                return try .ok(
                    DocumentDTO(name: name, creditId: credit, contentType: type.rawValue, size: content.count))
            }
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw Problem(.documentDuplicate, "The same document is attached under another name already.")
        }
    }
}

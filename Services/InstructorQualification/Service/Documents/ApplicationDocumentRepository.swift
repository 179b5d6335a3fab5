import InstructorQualificationDomain
import Messaging
import Postgres
import Primitives

/// A file of an application.
struct ApplicationDocument: Hashable, Sendable {
    var kind: Evidence.Document
    var contentType: String
    var content: [UInt8]
}

/// The table of applications' documents.
struct ApplicationDocumentRepository: Sendable {
    let database: PostgresClient

    private static let documents = Columns<ApplicationDocument>("kind, content_type, content") { row in
        ApplicationDocument(kind: try row.next(), contentType: try row.next(), content: try row.next())
    }

    func find(_ kind: Evidence.Document, of application: ApplicationID) async throws -> ApplicationDocument? {
        try await database.read(
            .first(
                Self.documents,
                """
                SELECT \(Self.documents) FROM application_document
                WHERE application_id = \(application) AND kind = \(kind)
                """))
    }

    /// Inserts a document, in place of the one of the same kind if there is one.
    func insert(_ document: ApplicationDocument, of application: ApplicationID, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO application_document (application_id, kind, content_type, content, stored_at)
            VALUES (\(application), \(document.kind), \(document.contentType), \(document.content), \(now))
            ON CONFLICT (application_id, kind) DO UPDATE SET content_type = excluded.content_type,
                content = excluded.content, stored_at = excluded.stored_at
            """)
    }
}

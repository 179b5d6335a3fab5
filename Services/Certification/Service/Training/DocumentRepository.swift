import CertificationDomain
import Messaging
import Postgres
import Primitives

/// The content of a document with its type.
struct DocumentContent: Hashable, Sendable {
    var contentType: String
    var bytes: [UInt8]
}

/// The table of the documents that support applications (G10).
struct DocumentRepository: Sendable {
    let database: PostgresClient

    private static let rows = Columns<(application: ApplicationID, document: ApplicationDocument)>(
        "application_id, name, credit_id, content_type, octet_length(content)::bigint, sha256"
    ) { row in
        (
            try row.next(),
            ApplicationDocument(
                name: try row.next(), credit: try row.next(), contentType: try row.next(), size: try row.next(),
                hash: try row.next())
        )
    }

    private static let contents = Columns<DocumentContent>("content_type, content") { row in
        DocumentContent(contentType: try row.next(), bytes: try row.next())
    }

    /// Returns the documents of each application, without their content, in the order of their names.
    static func documents(of applications: [ApplicationID]) -> Reading<[ApplicationID: [ApplicationDocument]]> {
        Reading
            .all(
                rows,
                "SELECT \(rows) FROM application_document WHERE application_id = ANY(\(applications)) ORDER BY name"
            )
            .map { rows in Dictionary(grouping: rows, by: \.application).mapValues { $0.map(\.document) } }
    }

    /// - Parameter credit: The credit that the document must support; nil for any document with the name.
    func content(
        _ name: String, supporting credit: CreditID?, of application: ApplicationID
    ) async throws -> DocumentContent? {
        try await database.read(
            .first(
                Self.contents,
                """
                SELECT \(Self.contents) FROM application_document
                WHERE application_id = \(application) AND name = \(name)
                    AND (\(credit)::uuid IS NULL OR credit_id = \(credit))
                """))
    }

    /// Inserts a document of a locked application, in place of the one with the same name if there is one.
    func insert(
        _ document: ApplicationDocument, _ content: [UInt8], of application: ApplicationID, at now: Instant,
        in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO application_document
                (application_id, name, credit_id, content_type, sha256, content, stored_at)
            VALUES (\(application), \(document.name), \(document.credit), \(document.contentType), \(document.hash),
                \(content), \(now))
            ON CONFLICT (application_id, name) DO UPDATE SET credit_id = excluded.credit_id,
                content_type = excluded.content_type, sha256 = excluded.sha256, content = excluded.content,
                stored_at = excluded.stored_at
            """)
    }
}

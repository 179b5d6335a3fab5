import CertificationDomain
import Messaging
import Postgres
import Primitives
import Security

extension PractitionerStore {
    struct Document: Sendable {
        let name: String
        let creditID: CreditID?
        let contentType: String
        let size: Int
    }

    static func documents(of applications: [ApplicationID]) -> Query {
        """
        SELECT application_id, name, credit_id, content_type, octet_length(content)::bigint FROM application_document
        WHERE application_id = ANY(\(applications)) ORDER BY name
        """
    }

    static func document(_ row: Row) throws -> (application: ApplicationID, document: Document) {
        let (application, name, credit, type, size) = try row.decode(
            (ApplicationID, String, CreditID?, String, Int).self)
        return (application, Document(name: name, creditID: credit, contentType: type, size: size))
    }

    /// - Parameter credit: it must support this one; nil when that does not matter.
    func document(
        _ name: String, credit: CreditID? = nil, of application: ApplicationID
    ) async throws -> (type: String, content: [UInt8])? {
        try await database.query(
            """
            SELECT content_type, content FROM application_document
            WHERE application_id = \(application) AND name = \(name)
                AND (\(credit)::uuid IS NULL OR credit_id = \(credit))
            """
        ).first.map { row in
            let (type, content) = try row.decode((String, [UInt8]).self)
            return (type, content)
        }
    }

    /// Puts a document under its name, replacing the one there.
    ///
    /// - Throws: `PostgresError` (unique violation) when the same content stands under another name already (by hash),
    ///   (foreign key violation) when there is no such credit.
    func put(
        _ name: String, _ content: [UInt8], type: String, credit: CreditID?, of application: ApplicationID, at: Instant,
        in sql: Transaction
    ) async throws {
        _ = try await sql.execute(
            """
            INSERT INTO application_document
                (application_id, name, credit_id, content_type, sha256, content, stored_at)
            VALUES (\(application), \(name), \(credit), \(type), \(sha256(content)), \(content), \(at))
            ON CONFLICT (application_id, name) DO UPDATE SET credit_id = excluded.credit_id,
                content_type = excluded.content_type, sha256 = excluded.sha256, content = excluded.content,
                stored_at = excluded.stored_at
            """)
        try await touch(application, in: sql)
    }
}

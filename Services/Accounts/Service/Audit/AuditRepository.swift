import JSONTree
import Messaging
import Postgres
import Primitives

/// An entry of the audit: an action, its actor, its subject and its reason.
struct AuditEntry: Sendable, Hashable {
    /// The database's number; 0 until the entry is inserted.
    var id = 0
    var at: Instant
    /// Nil for a decision that the service made by itself.
    var actor: PersonID?
    var action: String
    var subject: String?
    var reason: String?
    var details: JSON = [:]
}

/// The append-only table of the audit. An entry is inserted in the transaction of its action.
struct AuditRepository: Sendable {
    let database: PostgresClient

    private static let entries = Columns<AuditEntry>("id, at, actor, action, subject, reason, details") { row in
        AuditEntry(
            id: try row.next(), at: try row.next(), actor: try row.next(), action: try row.next(),
            subject: try row.next(), reason: try row.next(), details: try row.next())
    }

    func insert(_ entry: AuditEntry, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO audit_entry (at, actor, action, subject, reason, details)
            VALUES (\(entry.at), \(entry.actor), \(entry.action), \(entry.subject), \(entry.reason), \(entry.details))
            """)
    }

    /// Returns a page of entries, the newest first, and one more if there is one.
    func list(of subject: String?, before: Int?, limit: Int) async throws -> [AuditEntry] {
        try await database.read(
            .all(
                Self.entries,
                """
                SELECT \(Self.entries) FROM audit_entry
                WHERE (\(subject)::text IS NULL OR subject = \(subject))
                    AND (\(before)::bigint IS NULL OR id < \(before))
                ORDER BY id DESC LIMIT \(limit + 1)
                """))
    }
}

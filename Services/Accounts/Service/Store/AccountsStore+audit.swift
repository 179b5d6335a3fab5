import JSONTree
import Messaging
import Postgres
import Primitives

/// One line of the audit: who did what to whom, and why. Written in the transaction of the deed.
struct AuditEntry: Sendable {
    var id = 0
    var at: Instant
    var actor: PersonID?
    var action: String
    var subject: String?
    var reason: String?
    var details: JSON = [:]
}

extension AccountsStore {
    func audit(_ entry: AuditEntry, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO audit_entry (at, actor, action, subject, reason, details)
            VALUES (\(entry.at), \(entry.actor), \(entry.action), \(entry.subject), \(entry.reason), \(entry.details))
            """)
    }

    /// The newest first; at most `limit + 1`.
    func auditEntries(subject: String?, before: Int?, limit: Int) async throws -> [AuditEntry] {
        try await database.query(
            """
            SELECT id, at, actor, action, subject, reason, details FROM audit_entry
            WHERE (\(subject)::text IS NULL OR subject = \(subject)) AND (\(before)::bigint IS NULL OR id < \(before))
            ORDER BY id DESC LIMIT \(limit + 1)
            """
        ).map { row in
            let (id, at, actor, action, subject, reason, details) = try row.decode(
                (Int, Instant, PersonID?, String, String?, String?, JSON).self)
            return AuditEntry(
                id: id, at: at, actor: actor, action: action, subject: subject, reason: reason, details: details)
        }
    }
}

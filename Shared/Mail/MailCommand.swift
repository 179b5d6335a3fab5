import FoundationEssentials
import Postgres
import Primitives
package import ServiceKit

/// The commands `mail list` and `mail resend` for operators.
package enum MailCommand {
    package static let all = [list, resend]

    private static let list = Command(
        "mail list", "List mails that were not sent: failed, uncertain, waiting.",
        options: [
            CommandOption("status", "STATUS", "List only this status: waiting, failed, uncertain, sent, dropped."),
            CommandOption("limit", "NUMBER", "The maximum number of mails, most recent change first; default 100."),
        ]
    ) { invocation in
        try await invocation.withContext { context in
            let statuses = invocation.options["status"].map { [$0] } ?? ["failed", "uncertain", "waiting"]
            let rows = try await context.database.query(
                """
                SELECT id, status, kind, about, attempts, changed_at, coalesce(detail, '') FROM mail_outbox
                WHERE status = ANY(\(statuses)) ORDER BY changed_at DESC
                LIMIT \(try invocation.value("limit", as: Int.self) ?? 100)
                """)
            for row in rows {
                let (id, status, kind, about, attempts, at, detail) = try row.decode(
                    (UUID, String, String, UUID, Int, Instant, String).self)
                invocation.console.print(
                    "\(id.text)  \(status)  \(at)  \(kind)  \(about.text)  attempts: \(attempts)  \(detail)")
            }
            invocation.console.complain("\(rows.count) mails")
            return 0
        }
    }

    private static let resend = Command(
        "mail resend", "Send failed or uncertain mails again. An uncertain mail may then arrive twice.",
        argument: "ID", options: [CommandOption("status", "STATUS", "Resend all mails that are failed or uncertain.")]
    ) { invocation in
        let status = invocation.options["status"]
        guard status == nil || status == "failed" || status == "uncertain" else {
            throw UsageError("--status must be failed or uncertain")
        }
        let id = invocation.argument.flatMap { UUID(text: $0) }
        if let argument = invocation.argument, id == nil { throw UsageError("“\(argument)” is not a mail id") }
        guard (status == nil) != (id == nil) else { throw UsageError("Give either an ID or --status STATUS") }
        let which: Query = id.map { "id = \($0)" } ?? "status = \(status)"
        return try await invocation.withContext { context in
            let count = try await context.database.execute(
                """
                UPDATE mail_outbox SET status = 'waiting', due_at = now(), attempts = 0, created_at = now(),
                    changed_at = now()
                WHERE status IN ('failed', 'uncertain') AND \(which)
                """)
            if count == 0, let id {
                invocation.console.complain(try await reasonNotToResend(id, context.database))
                return 1
            }
            invocation.console.complain("\(count) mails are queued for the running service")
            return 0
        }
    }

    /// Returns why a mail cannot be sent again.
    private static func reasonNotToResend(_ id: UUID, _ database: PostgresClient) async throws -> String {
        let rows = try await database.query(
            "SELECT status, changed_at, coalesce(detail, '') FROM mail_outbox WHERE id = \(id)")
        guard let (status, at, detail) = try rows.first?.decode((String, Instant, String).self) else {
            return "mail \(id.text) does not exist"
        }
        return switch status {
        case "sent": "mail \(id.text) was sent at \(at); its content is not stored, so it cannot be sent again"
        case "dropped": "mail \(id.text) was not sent because it no longer applied: \(detail)"
        default: "mail \(id.text) is already being sent (\(status))"
        }
    }
}

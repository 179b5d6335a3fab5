import FoundationEssentials
import Postgres
import Primitives

/// The statements of the outbox. Every step after `claim` names the claim, so a sender that was too slow has no effect.
struct MailStore: Sendable {
    let database: PostgresClient

    /// Turns off waiting for the disk, for a step whose loss is harmless: after a crash the message is claimed or tried
    /// again, and it was not handed over.
    private static let asynchronousCommit: Query = "SELECT set_config('synchronous_commit', 'off', true)"

    /// Claims the message that has been due longest. Returns nil if none is due.
    func claim(_ claim: UUID, for lease: Duration) async throws -> MailRow? {
        let answers = try await database.batch([
            Self.asynchronousCommit,
            """
            UPDATE mail_outbox SET status = 'claimed', claim = \(claim), attempts = attempts + 1, changed_at = now(),
                claimed_until = now() + make_interval(secs => \(Double(lease.components.seconds)))
            WHERE id = (SELECT id FROM mail_outbox WHERE status = 'waiting' AND due_at <= now()
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING \(MailRow.columns)
            """,
        ])
        return try answers[1].first.map(MailRow.init)
    }

    /// Releases the claims of senders that have ended. A message that was handed over may have been sent; it waits
    /// again only if sending it twice has no effect.
    ///
    /// - Returns: the number of messages that became uncertain.
    func release(isRepeatable: Bool) async throws -> Int {
        let rows = try await database.query(
            """
            UPDATE mail_outbox SET claim = NULL, claimed_until = NULL, due_at = now(), changed_at = now(),
                status = CASE WHEN status = 'claimed' OR \(isRepeatable) THEN 'waiting' ELSE 'uncertain' END,
                detail = CASE WHEN status = 'claimed' OR \(isRepeatable) THEN detail
                    ELSE 'the sender ended before the server answered' END
            WHERE id IN (SELECT id FROM mail_outbox WHERE status IN ('claimed', 'handedOver')
                AND claimed_until < now() FOR UPDATE SKIP LOCKED)
            RETURNING status
            """)
        return try rows.filter { try $0.value(at: 0, as: String.self) == "uncertain" }.count
    }

    /// Marks the message as handed over. Returns false if the claim is lost.
    func handOver(_ id: UUID, _ claim: UUID, in sql: Transaction) async throws -> Bool {
        try await sql.execute(
            """
            UPDATE mail_outbox SET status = 'handedOver', changed_at = now()
            WHERE id = \(id) AND claim = \(claim) AND status = 'claimed' AND claimed_until > now()
            """) == 1
    }

    /// Completes the message. Personal data is deleted from sent and dropped messages; the row stays so that the
    /// message is never written again.
    func end(_ id: UUID, _ claim: UUID, as status: String, _ detail: String?) async throws {
        let isOver = status == "sent" || status == "dropped"
        try await database.execute(
            """
            UPDATE mail_outbox SET status = \(status), detail = \(detail.map { String($0.prefix(500)) }), claim = NULL,
                claimed_until = NULL, changed_at = now(),
                name = CASE WHEN \(isOver) THEN NULL ELSE name END,
                address = CASE WHEN \(isOver) THEN NULL ELSE address END,
                content = CASE WHEN \(isOver) THEN '{}' ELSE content END
            WHERE id = \(id) AND claim = \(claim)
            """)
    }

    /// Returns the message to `waiting`.
    func postpone(_ id: UUID, _ claim: UUID, bySeconds seconds: Int, _ detail: String, counts: Bool) async throws {
        let postponement: Query =
            """
            UPDATE mail_outbox SET status = 'waiting', detail = \(String(detail.prefix(500))), claim = NULL,
                claimed_until = NULL, changed_at = now(), due_at = now() + make_interval(secs => \(Double(seconds))),
                attempts = attempts - \(counts ? 0 : 1)
            WHERE id = \(id) AND claim = \(claim)
            """
        // A message that was handed over waits for the disk, because the fact that it was not sent must not be lost.
        try await database.batch((counts ? [] : [Self.asynchronousCommit]) + [postponement])
    }

    /// Deletes completed messages that are too old to be written again.
    func sweep(olderThanDays days: Int) async throws {
        try await database.execute(
            """
            DELETE FROM mail_outbox WHERE status NOT IN ('waiting', 'claimed', 'handedOver')
                AND changed_at < now() - make_interval(days => \(days)::integer)
            """)
    }

    /// Returns the number of messages that need attention, by status, and the age in seconds of the one that has been
    /// due longest.
    func backlog() async throws -> (waiting: Int, oldest: Int, failed: Int, uncertain: Int) {
        let rows = try await database.query(
            """
            SELECT (SELECT count(*) FROM mail_outbox WHERE status = 'waiting'),
                coalesce((SELECT EXTRACT(epoch FROM now() - min(due_at)) FROM mail_outbox
                    WHERE status = 'waiting')::integer, 0),
                (SELECT count(*) FROM mail_outbox WHERE status = 'failed'),
                (SELECT count(*) FROM mail_outbox WHERE status = 'uncertain')
            """)
        guard let (waiting, oldest, failed, uncertain) = try rows.first?.decode((Int, Int, Int, Int).self) else {
            return (0, 0, 0, 0)
        }
        return (waiting, max(0, oldest), failed, uncertain)
    }
}

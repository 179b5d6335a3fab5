import Contracts
import Executors
import FoundationEssentials
package import Observability
package import Postgres
package import Primitives

/// Keeps the journal's partitions ahead of its writers, drops old ones whole, and forgets what consumers need no more (W2).
/// The leading relay runs it, so one process a service does.
package struct JournalMaintenance: Sendable {
    let database: PostgresClient
    /// How long facts can be sent again; the same as their topic keeps them.
    let retention: Duration
    let log: Log

    package init(
        _ database: PostgresClient, retention: Duration = .milliseconds(Topic.factRetentionMilliseconds),
        log: Log = .silent
    ) {
        self.database = database
        self.retention = retention
        self.log = log
    }

    /// All of it once. A step that finds a lock taken leaves its work to the next time.
    package func run(now: Instant = .now) async throws {
        try await makeAhead()
        let horizon = now.adding(microseconds: -retention.wholeMicroseconds)
        try await dropOld(before: horizon)
        try await forget(before: horizon)
    }

    private func makeAhead() async throws {
        let newest = try await database.query("SELECT last_value FROM outbox_id")[0].value(at: 0, as: Int64.self)
        let there = try await partitions()
        let wanted =
            JournalPartitions.number(of: newest)...(JournalPartitions.number(of: newest) + JournalPartitions.ahead)
        for number in wanted where !there.contains(number) {
            try await withShortLock { transaction in
                let name = JournalPartitions.name(number: number)
                try await transaction.execute("CREATE TABLE \(identifier: name) (LIKE outbox INCLUDING ALL)")
                try await transaction.execute(JournalPartitions.attach(number: number))
            }
        }
    }

    /// Below the cursors of all clusters and all held rows, and with nothing younger than the horizon.
    private func dropOld(before horizon: Instant) async throws {
        try await database.execute(
            "DELETE FROM relay_cluster WHERE seen_at < \(horizon) AND cluster_id <> "
                + "(SELECT cluster_id FROM relay_cluster ORDER BY seen_at DESC LIMIT 1)")
        let limit = try await database.query(
            """
            SELECT LEAST((SELECT min(cursor) FROM relay_cluster), (SELECT min(from_id) - 1 FROM relay_held))
            """)[0].value(at: 0, as: Int64?.self)
        guard let limit else { return }
        for number in try await partitions() where Int64(number + 1) * JournalPartitions.size - 1 <= limit {
            let name = JournalPartitions.name(number: number)
            let youngest = try await database.query(
                "SELECT event_id FROM \(identifier: name) ORDER BY event_id DESC LIMIT 1"
            ).first?.value(at: 0, as: EventID.self)
            if let born = youngest?.bornAt, born >= horizon { continue }
            let isDropped = try await withShortLock { transaction in
                try await transaction.execute("DROP TABLE \(identifier: name)")
                guard let youngest else { return }
                try await transaction.execute(
                    """
                    INSERT INTO journal_horizon AS h (event_id) VALUES (\(youngest))
                    ON CONFLICT (one) DO UPDATE SET event_id = GREATEST(h.event_id, excluded.event_id)
                    """)
            }
            guard isDropped else { return }
            log.info("A journal partition is dropped", ["partition": .string(name)])
        }
    }

    /// C1: inbox rows are kept as long as the topic; older facts are ignored, so they need none. Their ids begin with their
    /// time, so the index finds them.
    private func forget(before horizon: Instant) async throws {
        let oldest = EventID(.lowest(at: horizon))
        while try await database.execute(
            """
            DELETE FROM inbox WHERE (event_id, handler) IN (
                SELECT event_id, handler FROM inbox WHERE event_id < \(oldest) ORDER BY event_id LIMIT 5000)
            """) == 5000
        {}
        try await database.execute(
            "DELETE FROM dead_letter WHERE dead_at < \(horizon)")
        try await database.execute(
            "DELETE FROM relay_request WHERE done_at < \(horizon)")
    }

    private func partitions() async throws -> [Int] {
        try await database.query(
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'outbox'::regclass
            """
        ).compactMap { Int(try $0.value(at: 0, as: String.self).dropFirst(JournalPartitions.prefix.count)) }.sorted()
    }

    /// A lock on the journal that does not come at once is not worth the writers that would wait behind it.
    ///
    /// - Returns: whether it was done.
    @discardableResult
    private func withShortLock(_ body: (Transaction) async throws -> Void) async throws -> Bool {
        do {
            try await database.transaction { transaction in
                transaction.enqueue("SET LOCAL lock_timeout = '200ms'")
                try await body(transaction)
            }
            return true
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            log.info("The journal is busy, its partitions wait")
            return false
        }
    }
}

extension UUID {
    /// Below every version 7 UUID of that moment.
    fileprivate static func lowest(at instant: Instant) -> UUID {
        let milliseconds = UInt64(max(0, instant.microsecondsSince1970 / 1000))
        func byte(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: milliseconds >> shift) }
        return UUID(uuid: (byte(40), byte(32), byte(24), byte(16), byte(8), byte(0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    }
}

import Contracts
import Executors
import FoundationEssentials
package import Observability
package import Postgres
package import Primitives

/// Creates the journal's partitions ahead of its writers, drops old ones, and deletes rows that consumers no longer
/// need (W2). The leading relay runs it, so that one process per service does.
package struct JournalMaintenance: Sendable {
    let database: PostgresClient
    /// How long facts can be sent again, which is their topic's retention.
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

    /// Runs all steps once. A step that cannot get its lock is skipped until the next run.
    package func run(now: Instant = .now) async throws {
        try await createAhead()
        let horizon = now.adding(microseconds: -retention.wholeMicroseconds)
        try await dropOld(before: horizon)
        try await deleteExpired(before: horizon)
    }

    private func createAhead() async throws {
        let newest = try await database.query("SELECT last_value FROM outbox_id")[0].value(at: 0, as: Int64.self)
        let existing = try await partitions()
        let needed =
            JournalPartitions.number(of: newest)...(JournalPartitions.number(of: newest) + JournalPartitions.ahead)
        for number in needed where !existing.contains(number) {
            try await withShortLock { transaction in
                let name = JournalPartitions.name(number: number)
                try await transaction.execute("CREATE TABLE \(identifier: name) (LIKE outbox INCLUDING ALL)")
                try await transaction.execute(JournalPartitions.attach(number: number))
            }
        }
    }

    /// Drops partitions that are below the cursors of all clusters and all held rows, and whose rows are all older than
    /// the horizon.
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
            log.info("Dropped a journal partition", ["partition": .string(name)])
        }
    }

    /// Deletes inbox rows that are older than the topic's retention (C1): older facts are ignored and need none. Ids
    /// start with their time, so the index finds them.
    private func deleteExpired(before horizon: Instant) async throws {
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

    /// Runs `body` with a short lock timeout, because writers queue behind a lock request that waits.
    ///
    /// - Returns: whether `body` ran.
    @discardableResult
    private func withShortLock(_ body: (Transaction) async throws -> Void) async throws -> Bool {
        do {
            try await database.transaction { transaction in
                transaction.enqueue("SET LOCAL lock_timeout = '200ms'")
                try await body(transaction)
            }
            return true
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            log.info("The journal is busy; partition maintenance is postponed")
            return false
        }
    }
}

extension UUID {
    /// Returns a UUID below every version 7 UUID of that time.
    fileprivate static func lowest(at instant: Instant) -> UUID {
        let milliseconds = UInt64(max(0, instant.microsecondsSince1970 / 1000))
        func byte(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: milliseconds >> shift) }
        return UUID(uuid: (byte(40), byte(32), byte(24), byte(16), byte(8), byte(0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    }
}

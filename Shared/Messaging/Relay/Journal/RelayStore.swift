import Contracts
import Executors
import FoundationEssentials
import Kafka
import Leases
import Postgres
import Primitives

/// The relay's statements, on a connection of their own. If the connection is lost, the relay's memory is discarded
/// (R3).
struct RelayStore: Sendable {
    let connection: PostgresConnection
    /// The lease under which the statements write.
    let holder: String
    let term: Int64
    let cluster: String
    let timeout: Duration

    private var deadline: Deadline { .after(timeout) }

    // MARK: Reading

    /// Makes the relay's connection read along indexes. PostgreSQL would otherwise keep plans that it made while the
    /// tables were small, and read and sort whole tables for each page; see Shared/Postgres/Plans.md.
    static let readsByKey: Query =
        "SELECT set_config(name, 'off', false) FROM unnest('{enable_seqscan,enable_bitmapscan}'::text[]) AS name"

    /// Returns what is durable about this cluster, or nil if nothing was ever sent to it.
    func load() async throws -> ClusterMemory? {
        let rows = try await connection.batch(
            [
                "SELECT cursor FROM relay_cluster WHERE cluster_id = \(cluster)",
                """
                SELECT topic, partition, log_offset, event_id FROM relay_position WHERE cluster_id = \(cluster)
                """,
                "SELECT topic, aggregate_id, from_id, reason FROM relay_held WHERE cluster_id = \(cluster)",
            ], deadline: deadline)
        guard let cursor = try rows[0].first?.decode(Int64.self) else { return nil }
        var memory = ClusterMemory(cursor: cursor)
        for row in rows[1] {
            let (topic, partition, offset, event) = try row.decode((String, Int32, Int64, EventID?).self)
            memory.positions[TopicPartition(topic: topic, partition: partition)] = LogPosition(
                offset: offset, event: event)
        }
        for row in rows[2] {
            let (topic, key, from, reason) = try row.decode((String, String, Int64, String).self)
            memory.held[AggregateName(topic: topic, key: key)] = HeldNote(from: from, reason: reason)
        }
        memory.requests = try await openRequests()
        return memory
    }

    func epoch() async throws -> Int64 {
        try await connection.query("SELECT epoch FROM relay_epoch", deadline: deadline)[0].decode(Int64.self)
    }

    func openRequests() async throws -> [ResendRequest] {
        try await connection.query(
            """
            SELECT id, aggregate_id, type, since, upto_id FROM relay_request WHERE done_at IS NULL ORDER BY id
            """, deadline: deadline
        ).map { row in
            let (id, aggregate, type, since, through) = try row.decode((Int64, String?, String?, Instant?, Int64).self)
            return ResendRequest(id: id, aggregate: aggregate, type: type, since: since, through: through)
        }
    }

    /// Reads new rows, missing rows and the snapshot's `xmin` with one statement (R1). Without gaps `xmin` is not
    /// needed, and the statement is the cheapest possible. Each gap is looked up separately (Shared/Postgres/Plans.md).
    func read(_ request: ReadRequest) async throws -> JournalPage {
        guard !request.gaps.isEmpty else {
            let rows = try await connection.query(
                """
                SELECT \(JournalColumns.all) FROM outbox o \(JournalColumns.state)
                WHERE o.id > \(request.after) ORDER BY o.id LIMIT \(request.limit)
                """, deadline: deadline)
            return JournalPage(rows: try rows.map(JournalColumns.row), isCut: rows.count == request.limit)
        }
        let rows = try await connection.query(Self.read(request), deadline: deadline)
        guard let first = rows.first, let xmin = UInt64(try first.value(at: 9, as: String.self)) else {
            throw PostgresError(.decoding, "no snapshot")
        }
        let found = try rows.dropFirst().map(JournalColumns.row)
        let missing = found.prefix { $0.id <= request.after }.count
        let isCut = missing == request.limit || found.count - missing == request.limit
        return JournalPage(
            rows: found, xmin: xmin, isCut: isCut,
            gapsReadThrough: missing == request.limit ? found[missing - 1].id : nil)
    }

    /// The statement returns the snapshot's `xmin` first, then missing rows, then new rows.
    static func read(_ request: ReadRequest) -> Query {
        let lows = request.gaps.map(\.lowerBound)
        let highs = request.gaps.map(\.upperBound)
        return """
            SELECT NULL::bigint, NULL::uuid, NULL, NULL::boolean, NULL, NULL, NULL::bigint, NULL, NULL,
                pg_snapshot_xmin(pg_current_snapshot())::text, NULL
            UNION ALL
            (SELECT \(JournalColumns.all)
            FROM unnest(\(lows)::bigint[], \(highs)::bigint[]) AS gap (low, high)
            CROSS JOIN LATERAL (SELECT * FROM outbox WHERE id BETWEEN gap.low AND gap.high
                ORDER BY id LIMIT \(request.limit)) AS o \(JournalColumns.state)
            ORDER BY o.id LIMIT \(request.limit))
            UNION ALL
            (SELECT \(JournalColumns.all) FROM outbox o \(JournalColumns.state)
            WHERE o.id > \(request.after) ORDER BY o.id LIMIT \(request.limit))
            """
    }

    /// Returns the xid of a separate transaction that starts with this statement (R2).
    func bound() async throws -> UInt64 {
        let rows = try await connection.query("SELECT pg_current_xact_id()::text", deadline: deadline)
        guard let xid = UInt64(try rows[0].decode(String.self)) else { throw PostgresError(.decoding, "no xid") }
        return xid
    }

    /// Returns the facts that a request selects after an id, in id order.
    func readResend(_ request: ResendRequest, after: Int64, limit: Int, top: Int64) async throws -> [JournalRow] {
        let through = request.aggregate == nil ? request.through : max(request.through, top)
        return try await connection.query(
            """
            SELECT \(JournalColumns.all) FROM outbox o \(JournalColumns.state)
            WHERE o.id > \(after) AND o.id <= \(through) AND o.kind = 'fact'
                AND (\(request.aggregate as String?)::text IS NULL OR o.aggregate_id = \(request.aggregate as String?))
                AND (\(request.type as String?)::text IS NULL OR o.type = \(request.type as String?))
                AND (\(request.since as Instant?)::timestamptz IS NULL OR o.occurred_at >= \(request.since as Instant?))
            ORDER BY o.id LIMIT \(limit)
            """, deadline: .after(.seconds(60))
        ).map(JournalColumns.row)
    }

    // MARK: Writing

    /// Stores the cursor and what belongs to it if this process still has the lease. Locks the lease with the weakest
    /// lock that another process's `acquire` waits for; a renewal, which changes no key, is not blocked.
    ///
    /// - Throws: `LeaseLost`, and then nothing was written.
    func save(_ save: RelaySave) async throws {
        CrashPoint.hit(.beforeCursor)
        let main = moveCursor(save)
        guard save.notes.isEmpty, save.released.isEmpty, save.servedRequests.isEmpty, save.checkpoint == nil else {
            return try await saveWithNotes(save, main)
        }
        let rows = try await connection.query(main, deadline: deadline)
        guard try rows[0].decode(Int.self) == 1 else { throw LeaseLost() }
        CrashPoint.hit(.afterCursor)
    }

    private func saveWithNotes(_ save: RelaySave, _ main: Query) async throws {
        try await connection.transaction(deadline: deadline) { transaction in
            guard try await transaction.query(main)[0].decode(Int.self) == 1 else { throw LeaseLost() }
            for (name, note) in save.notes {
                transaction.enqueue(
                    """
                    INSERT INTO relay_held (cluster_id, topic, aggregate_id, from_id, reason)
                    VALUES (\(cluster), \(name.topic), \(name.key), \(note.from), \(note.reason))
                    ON CONFLICT (cluster_id, topic, aggregate_id) DO UPDATE
                    SET from_id = excluded.from_id, reason = excluded.reason
                    """)
            }
            for name in save.released {
                transaction.enqueue(
                    """
                    DELETE FROM relay_held
                    WHERE cluster_id = \(cluster) AND topic = \(name.topic) AND aggregate_id = \(name.key)
                    """)
            }
            if !save.servedRequests.isEmpty {
                transaction.enqueue(
                    "UPDATE relay_request SET done_at = now() WHERE id = ANY(\(save.servedRequests)::bigint[])")
            }
            if let checkpoint = save.checkpoint {
                transaction.enqueue(insert(checkpoint))
                transaction.enqueue(
                    """
                    DELETE FROM relay_checkpoint WHERE cluster_id = \(cluster) AND id <
                        (SELECT min(id) FROM (SELECT id FROM relay_checkpoint WHERE cluster_id = \(cluster)
                            ORDER BY id DESC LIMIT \(Self.checkpointsKept)) AS kept)
                    """)
            }
        }
        CrashPoint.hit(.afterCursor)
    }

    static let checkpointsKept = 200

    private func moveCursor(_ save: RelaySave) -> Query {
        let positions = Array(save.positions)
        return """
            WITH lease AS MATERIALIZED (
                SELECT 1 FROM lease WHERE name = 'relay' AND holder = \(holder) AND term = \(term) FOR KEY SHARE
            ), moved AS (
                UPDATE relay_cluster SET cursor = \(save.cursor), seen_at = now()
                FROM lease WHERE cluster_id = \(cluster) RETURNING 1
            ), placed AS (
                INSERT INTO relay_position (cluster_id, topic, partition, log_offset, event_id)
                SELECT \(cluster), p.* FROM lease, unnest(
                    \(positions.map(\.key.topic))::text[], \(positions.map(\.key.partition))::integer[],
                    \(positions.map(\.value.offset))::bigint[], \(positions.map(\.value.event))::uuid[]) AS p
                ON CONFLICT (cluster_id, topic, partition) DO UPDATE
                SET log_offset = excluded.log_offset, event_id = excluded.event_id
            )
            SELECT count(*) FROM moved
            """
    }

    func insert(_ checkpoint: Checkpoint) -> Query {
        let positions = checkpoint.positions.map { partition, position in
            """
            {"topic":"\(partition.topic)","partition":\(partition.partition),"offset":\(position.offset),\
            "event":\(position.event.map { "\"\($0)\"" } ?? "null")}
            """
        }
        return """
            INSERT INTO relay_checkpoint (cluster_id, cursor, positions)
            VALUES (\(cluster), \(checkpoint.cursor), \("[\(positions.joined(separator: ","))]")::jsonb)
            """
    }

    /// Inserts journal rows for the current state of these aggregates. They are sent in order, with the content that is
    /// current then. Returns the highest id of these rows; 0 if there are none.
    func refresh(_ request: RefreshRequest) async throws -> Int64 {
        let names = request.aggregates.sorted()
        return try await connection.query(
            """
            WITH refreshed AS (
                INSERT INTO outbox (event_id, topic, kind, type, aggregate_id, sequence, occurred_at)
                SELECT journal_event_id(), s.topic, 'state', s.type, s.aggregate_id, s.version, s.changed_at
                FROM state_record s
                WHERE EXISTS (SELECT FROM lease WHERE name = 'relay' AND holder = \(holder) AND term = \(term)) AND (
                    (s.topic, s.aggregate_id) IN (
                        SELECT * FROM unnest(\(names.map(\.topic))::text[], \(names.map(\.key))::text[]))
                    OR (s.topic, s.aggregate_id) IN (
                        SELECT o.topic, o.aggregate_id FROM outbox o
                        WHERE o.kind = 'state' AND o.id > COALESCE(\(request.above as Int64?)::bigint, \(Int64.max))))
                RETURNING id)
            SELECT COALESCE(max(id), 0) FROM refreshed
            """, deadline: .after(.seconds(60)))[0].decode(Int64.self)
    }
}

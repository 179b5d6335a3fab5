import Contracts
import Executors
import FoundationEssentials
import JSONTree
import Kafka
import Leases
import Observability
import Postgres
import Primitives

/// The actions that a loss requires (R5), decided from the tables and the topics. Pure; the simulation runs it as well.
package struct RecoveryPlan: Sendable {
    /// The new epoch, above every known epoch; one for all clusters.
    package let epoch: Int64
    /// The cursor of the last checkpoint that the log confirms, or the journal's beginning.
    package let cursor: Int64
    /// The number of checkpoints to keep. Later ones are no longer true.
    package let checkpointsKept: Int
    /// Aggregates with a tombstone on the topic whose row exists in the restored table. They are erased again first.
    package let erasures: [AggregateName]
    /// Aggregates on the topic that are in no table, because only the lost history had them. They get a tombstone.
    package let unknown: [(name: AggregateName, type: String)]

    /// - Parameters:
    ///   - checkpoints: oldest first, each with whether the log confirms it.
    ///   - onTopics: the last record of each aggregate on the compacted topics.
    ///   - versions: the versions in the state table; `isGone` for tombstones.
    package init(
        knownEpoch: Int64, seenEpoch: Int64, checkpoints: [(checkpoint: Checkpoint, holds: Bool)],
        onTopics: [(name: AggregateName, type: String, version: Int64, isTombstone: Bool, isPersonal: Bool)],
        versions: [AggregateName: (version: Int64, isGone: Bool)]
    ) {
        epoch = max(knownEpoch, seenEpoch) + 1
        let sound = checkpoints.lastIndex(where: \.holds)
        cursor = sound.map { checkpoints[$0].checkpoint.cursor } ?? 0
        checkpointsKept = sound.map { $0 + 1 } ?? 0
        erasures = onTopics.filter { last in
            guard last.isTombstone, last.isPersonal, let table = versions[last.name] else {
                return false
            }
            return !table.isGone && table.version < last.version
        }.map(\.name).sorted()
        unknown = onTopics.filter { !$0.isTombstone && versions[$0.name] == nil }
            .map { ($0.name, $0.type) }.sorted { $0.0 < $1.0 }
    }
}

/// Carries out a recovery: reads the topics, decides with `RecoveryPlan`, repeats erasures, and writes everything in
/// one transaction.
struct RelayRecovery: Sendable {
    let store: RelayStore
    let relayLog: RelayLog
    let eraseAgain: (@Sendable (Topic, String) async throws -> Void)?
    let log: Log

    /// Runs the recovery. Afterwards the relay starts from what is durable.
    func run() async throws {
        CrashPoint.hit(.beforeRecovery)
        let scan = try await relayLog.scan()
        let ends = try await self.ends()
        let plan = try await plan(scan)
        for name in plan.erasures {
            guard let topic = Topic(name: name.topic), let eraseAgain else { continue }
            log.notice(
                "Repeating an erasure that the restored database had lost", ["topic": .string(name.topic)])
            try await eraseAgain(topic, name.key)
        }
        try await write(plan, ends: ends)
        log.warning(
            "Sending the journal again, because it differed from the log",
            ["epoch": .int(Int(plan.epoch)), "cursor": .int(Int(plan.cursor)), "cluster": .string(store.cluster)])
        CrashPoint.hit(.afterRecovery)
    }

    /// Returns the present end of each partition, regardless of its writer. From here on all records must be ours.
    private func ends() async throws -> [TopicPartition: LogPosition] {
        var ends: [TopicPartition: LogPosition] = [:]
        let bounds = try await relayLog.reader.watermarks(relayLog.partitions)
        for (partition, bounds) in bounds where bounds.upperBound > 0 {
            let last = bounds.upperBound - 1
            let record = bounds.contains(last) ? try await relayLog.reader.record(at: last, of: partition) : nil
            let event = record.flatMap { SeenRecord($0, prefix: relayLog.topicPrefix).ours(relayLog.source)?.id }
            ends[partition] = LogPosition(offset: last, event: event)
        }
        return ends
    }

    private func plan(_ scan: TopicScan) async throws -> RecoveryPlan {
        let lasts = scan.lasts
        let names = lasts.keys.sorted()
        var versions: [AggregateName: (version: Int64, isGone: Bool)] = [:]
        let rows = try await store.connection.query(
            """
            SELECT topic, aggregate_id, version, data IS NULL FROM state_record
            WHERE (topic, aggregate_id) IN (SELECT * FROM unnest(
                \(names.map(\.topic))::text[], \(names.map(\.key))::text[]))
            """, deadline: .after(.seconds(60)))
        for row in rows {
            let (topic, key, version, isGone) = try row.decode((String, String, Int64, Bool).self)
            versions[AggregateName(topic: topic, key: key)] = (version, isGone)
        }
        var checkpoints: [(checkpoint: Checkpoint, holds: Bool)] = []
        for checkpoint in try await store.checkpoints() {
            checkpoints.append((checkpoint, try await holds(checkpoint)))
        }
        return RecoveryPlan(
            knownEpoch: try await store.epoch(), seenEpoch: Int64(scan.epoch), checkpoints: checkpoints,
            onTopics: lasts.map { name, last in
                (name, last.type, Int64(last.version), last.isTombstone, Topic(name: name.topic)?.kind == .profiles)
            }, versions: versions)
    }

    private func holds(_ checkpoint: Checkpoint) async throws -> Bool {
        for (partition, position) in checkpoint.positions {
            let evidence = try await relayLog.evidence([partition: position], readsAbove: false)
            guard evidence[partition]?.agrees(with: position) == true else { return false }
        }
        return true
    }

    private func write(_ plan: RecoveryPlan, ends: [TopicPartition: LogPosition]) async throws {
        try await store.connection.transaction(deadline: .after(.seconds(120))) { transaction in
            guard
                try await !transaction.query(
                    """
                    SELECT 1 FROM lease WHERE name = 'relay' AND holder = \(store.holder) AND term = \(store.term)
                    FOR KEY SHARE
                    """
                ).isEmpty
            else { throw LeaseLost() }
            let cluster = store.cluster
            transaction.enqueue("UPDATE relay_epoch SET epoch = GREATEST(epoch, \(plan.epoch))")
            transaction.enqueue(
                """
                INSERT INTO relay_cluster (cluster_id, cursor) VALUES (\(cluster), \(plan.cursor))
                ON CONFLICT (cluster_id) DO UPDATE SET cursor = excluded.cursor, seen_at = now()
                """)
            enqueue(ends, transaction)
            transaction.enqueue(
                """
                DELETE FROM relay_checkpoint WHERE cluster_id = \(cluster) AND id NOT IN
                    (SELECT id FROM relay_checkpoint WHERE cluster_id = \(cluster) ORDER BY id
                    LIMIT \(plan.checkpointsKept))
                """)
            transaction.enqueue(
                """
                INSERT INTO state_record (topic, aggregate_id, type, version, data, changed_at)
                SELECT topic, aggregate_id, type, 1, NULL, now() FROM unnest(
                    \(plan.unknown.map(\.name.topic))::text[], \(plan.unknown.map(\.name.key))::text[],
                    \(plan.unknown.map(\.type))::text[]) AS u (topic, aggregate_id, type)
                ON CONFLICT (topic, aggregate_id) DO NOTHING
                """)
            transaction.enqueue(
                """
                INSERT INTO outbox (event_id, topic, kind, type, aggregate_id, sequence, occurred_at)
                SELECT journal_event_id(), topic, 'state', type, aggregate_id, version, changed_at FROM state_record
                """)
        }
    }
}

extension RelayRecovery {
    /// Replaces the cluster's positions.
    private func enqueue(_ ends: [TopicPartition: LogPosition], _ transaction: Transaction) {
        let (cluster, places) = (store.cluster, Array(ends))
        transaction.enqueue("DELETE FROM relay_position WHERE cluster_id = \(cluster)")
        transaction.enqueue(
            """
            INSERT INTO relay_position (cluster_id, topic, partition, log_offset, event_id)
            SELECT \(cluster), * FROM unnest(
                \(places.map(\.key.topic))::text[], \(places.map(\.key.partition))::integer[],
                \(places.map(\.value.offset))::bigint[], \(places.map(\.value.event))::uuid[])
            """)
    }
}

extension RelayStore {
    /// Returns the checkpoints, oldest first.
    func checkpoints() async throws -> [Checkpoint] {
        try await connection.query(
            "SELECT cursor, positions FROM relay_checkpoint WHERE cluster_id = \(cluster) ORDER BY id",
            deadline: .after(.seconds(10))
        ).map { row in
            let (cursor, json) = try row.decode((Int64, JSON).self)
            var positions: [TopicPartition: LogPosition] = [:]
            for place in json.array ?? [] {
                guard let topic = place["topic"]?.string, let partition = place["partition"]?.integer,
                    let offset = place["offset"]?.integer
                else { continue }
                positions[TopicPartition(topic: topic, partition: Int32(partition))] = LogPosition(
                    offset: Int64(offset), event: place["event"]?.string.flatMap { EventID($0) })
            }
            return Checkpoint(cursor: cursor, positions: positions)
        }
    }

    /// Inserts the cluster if the service never sent to any, so that nothing can have been lost.
    func beginFirstCluster() async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO relay_cluster (cluster_id, cursor)
            SELECT \(cluster), 0 WHERE NOT EXISTS (SELECT FROM relay_cluster)
            """, deadline: .after(.seconds(10))) == 1
    }
}

import Contracts
import Executors
import Kafka
import Postgres
import Primitives

/// `outbox reconcile` at work: reads the topics once, then the journal and the state table, and compares.
struct Reconciliation: Sendable {
    let journal: Journal
    let reader: KafkaReader
    let topicPrefix: String
    let cluster: String

    private var source: String { journal.service.source }
    private var database: PostgresClient { journal.database }

    /// The report, and the lowest journal id of a fact that is missing on its topic.
    func run(_ progress: @Sendable (CommandProgress) -> Void) async throws -> (ReconcileReport, lowestMissing: Int64?) {
        // Rows beyond it may be on their way.
        let cursor =
            try await database.query("SELECT cursor FROM relay_cluster WHERE cluster_id = \(cluster)").first?
            .value(at: 0, as: Int64.self) ?? 0
        let scan = TopicScan()
        let found = Differences()
        let seen = SeenIDs()
        let horizon = try await database.query("SELECT event_id FROM journal_horizon")
            .first?.value(at: 0, as: EventID.self).bornAt
        for topic in Topic.all(of: journal.service) where topic.kind != .deadLetters {
            for number in 0..<topic.partitions {
                let partition = TopicPartition(topic: topicPrefix + topic.name, partition: Int32(number))
                try await reader.read(partition, from: .earliest, deadline: .after(.seconds(3600))) { batch in
                    let records = batch.map { SeenRecord($0, prefix: topicPrefix) }
                    for record in records { scan.take(record, source: source, isCompacted: topic.isCompacted) }
                    found.add(try await unknown(records, horizon: horizon, seen))
                    progress(CommandProgress(unit: "records", done: scan.records, total: nil))
                    return true
                }
            }
        }
        let missing = try await missingFacts(through: cursor, seen, found, progress)
        let differences = found.all + (try await compareStates(scan, cursor: cursor))
        return (
            ReconcileReport(recordsRead: scan.records, differences: differences, recoveryRequested: false), missing
        )
    }

    private func unknown(
        _ records: [SeenRecord], horizon: Instant?, _ seen: SeenIDs
    ) async throws -> [ReconcileReport.Difference] {
        let ours = records.compactMap { record in record.ours(source).map { (record, $0) } }
        var known: Set<EventID> = []
        for row in try await database.query(
            "SELECT event_id, id FROM outbox WHERE event_id = ANY(\(ours.map(\.1.id))::uuid[])")
        {
            let (event, id) = try row.decode((EventID, Int64).self)
            known.insert(event)
            seen.add(id)
        }
        return ours.filter { _, envelope in
            guard !known.contains(envelope.id) else { return false }
            guard let horizon, let born = envelope.id.bornAt else { return true }
            return born > horizon
        }.map { record, envelope in
            ReconcileReport.Difference(
                kind: .unknownToJournal, topic: record.name.topic, key: record.name.key,
                detail: "event \(envelope.id) at \(record.partition.partition):\(record.offset)")
        }
    }

    /// Facts that were sent, as the cursor says, and stand on no topic. Those that are held back were not sent, and older
    /// ones than the topic keeps have left it.
    private func missingFacts(
        through cursor: Int64, _ seen: SeenIDs, _ found: Differences, _ progress: @Sendable (CommandProgress) -> Void
    ) async throws -> Int64? {
        let horizon = Instant.now.adding(microseconds: -Int64(Topic.factRetentionMilliseconds) * 1000)
        var (after, read): (Int64, Int) = (0, 0)
        var lowest: Int64?
        while true {
            let rows = try await database.query(
                """
                SELECT o.id, o.event_id, o.topic, o.aggregate_id FROM outbox o
                WHERE o.kind = 'fact' AND o.id > \(after) AND o.id <= \(cursor) AND NOT EXISTS (
                    SELECT FROM relay_held h WHERE h.cluster_id = \(cluster) AND h.topic = o.topic
                        AND h.aggregate_id = o.aggregate_id AND h.from_id <= o.id)
                ORDER BY o.id LIMIT 10000
                """)
            for row in rows {
                let (id, event, topic, key) = try row.decode((Int64, EventID, String, String).self)
                after = id
                guard !seen.contains(id), event.bornAt.map({ $0 >= horizon }) ?? true else { continue }
                lowest = lowest ?? id
                found.add([.init(kind: .missingOnTopic, topic: topic, key: key, detail: "event \(event), row \(id)")])
            }
            read += rows.count
            progress(CommandProgress(unit: "rows", done: read, total: nil))
            if rows.count < 10_000 { return lowest }
        }
    }

    private func compareStates(_ scan: TopicScan, cursor: Int64) async throws -> [ReconcileReport.Difference] {
        var lasts = scan.lasts
        var differences: [ReconcileReport.Difference] = []
        let rows = try await database.query(
            """
            SELECT topic, aggregate_id, version, data IS NULL, EXISTS (
                SELECT FROM outbox o WHERE o.id > \(cursor) AND o.kind = 'state' AND o.topic = s.topic
                    AND o.aggregate_id = s.aggregate_id)
            FROM state_record s ORDER BY topic, aggregate_id
            """)
        for row in rows {
            let (topic, key, version, isGone, isPending) = try row.decode((String, String, Int, Bool, Bool).self)
            let last = lasts.removeValue(forKey: AggregateName(topic: topic, key: key))
            let detail = "version \(version) here, \(last.map { String($0.version) } ?? "none") there"
            if let last, last.version > version || (last.isTombstone != isGone && last.version == version) {
                differences.append(.init(kind: .aheadOnTopic, topic: topic, key: key, detail: detail))
            } else if !isPending, last.map({ $0.version < version }) ?? !isGone {
                differences.append(.init(kind: .behindOnTopic, topic: topic, key: key, detail: detail))
            }
        }
        differences += lasts.filter { !$0.value.isTombstone }.sorted { $0.key < $1.key }.map { name, last in
            .init(
                kind: .aheadOnTopic, topic: name.topic, key: name.key,
                detail: "version \(last.version) there, none here")
        }
        return differences
    }
}

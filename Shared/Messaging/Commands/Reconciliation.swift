import Contracts
import Executors
import Kafka
import Postgres
import Primitives

/// Carries out `outbox reconcile`: reads the topics once, then compares them with the journal and the state table.
struct Reconciliation: Sendable {
    let journal: Journal
    let reader: KafkaReader
    let topicPrefix: String
    let cluster: String

    private var source: String { journal.service.source }
    private var database: PostgresClient { journal.database }

    /// What was durable before the topics were read. Together with what was committed later, it ensures that nothing
    /// written or sent meanwhile counts as a difference.
    private struct Beginning {
        /// Rows beyond this id may be in flight.
        var cursor: Int64 = 0
        var epoch = 0
        /// Aggregates with unsent rows below the cursor (R4).
        var held: [AggregateName: Int64] = [:]
    }

    /// Returns the report and the lowest journal id of a fact that is missing on its topic.
    func run(_ progress: @Sendable (CommandProgress) -> Void) async throws -> (ReconcileReport, lowestMissing: Int64?) {
        let beginning = try await beginning()
        let scan = TopicScan()
        let found = Differences()
        let seen = SeenIDs()
        for topic in Topic.all(of: journal.service) where topic.kind != .deadLetters {
            for number in 0..<topic.partitions {
                let partition = TopicPartition(topic: topicPrefix + topic.name, partition: Int32(number))
                try await reader.read(partition, from: .earliest, deadline: .after(.seconds(3600))) { batch in
                    let records = batch.map { SeenRecord($0, prefix: topicPrefix) }
                    for record in records { scan.add(record, source: source, isCompacted: topic.isCompacted) }
                    found.add(try await unknown(records, beginning, seen))
                    progress(CommandProgress(unit: "records", done: scan.records, total: nil))
                    return true
                }
            }
        }
        let missing = try await missingFacts(beginning, seen, found, progress)
        let differences = found.all + (try await compareStates(scan, beginning))
        return (ReconcileReport(recordsRead: scan.records, differences: differences), missing)
    }

    /// Reads everything from one snapshot. A fact that was held in an earlier snapshot and is below the cursor in a
    /// later one might be neither sent nor held.
    private func beginning() async throws -> Beginning {
        let rows = try await database.query(
            """
            SELECT NULL, NULL, (SELECT cursor FROM relay_cluster WHERE cluster_id = \(cluster)),
                (SELECT epoch FROM relay_epoch)
            UNION ALL SELECT topic, aggregate_id, from_id, NULL FROM relay_held WHERE cluster_id = \(cluster)
            """)
        var beginning = Beginning()
        for row in rows {
            let (topic, key, id, epoch) = try row.decode((String?, String?, Int64?, Int?).self)
            if let topic, let key {
                beginning.held[AggregateName(topic: topic, key: key)] = id
            } else {
                (beginning.cursor, beginning.epoch) = (id ?? 0, epoch ?? 0)
            }
        }
        return beginning
    }

    private func unknown(
        _ records: [SeenRecord], _ beginning: Beginning, _ seen: SeenIDs
    ) async throws -> [ReconcileReport.Difference] {
        let ours = records.compactMap { record in record.ours(source).map { (record, $0) } }
        // The horizon is read after the rows, so that rows dropped by retention in between are known to be old.
        let answers = try await database.batch([
            "SELECT event_id, id FROM outbox WHERE event_id = ANY(\(ours.map(\.1.id))::uuid[])",
            "SELECT event_id FROM journal_horizon",
        ])
        var known: Set<EventID> = []
        for row in answers[0] {
            let (event, id) = try row.decode((EventID, Int64).self)
            known.insert(event)
            seen.add(id)
        }
        let horizon = try answers[1].first?.value(at: 0, as: EventID.self).bornAt
        return ours.filter { _, envelope in
            guard !known.contains(envelope.id) else { return false }
            guard let horizon, let born = envelope.id.bornAt else { return true }
            return born > horizon
        }.map { record, envelope in
            ReconcileReport.Difference(
                kind: .unknownToJournal, topic: record.name.topic, key: record.name.key,
                detail: "event \(envelope.id) at \(record.partition.partition):\(record.offset)",
                needsRecovery: envelope.epoch >= beginning.epoch)
        }
    }

    /// Finds facts that were sent according to the cursor but are on no topic. Held facts were not sent, and facts
    /// older than the topic's retention have expired.
    private func missingFacts(
        _ beginning: Beginning, _ seen: SeenIDs, _ found: Differences, _ progress: @Sendable (CommandProgress) -> Void
    ) async throws -> Int64? {
        let horizon = Instant.now.adding(microseconds: -Int64(Topic.factRetentionMilliseconds) * 1000)
        var (after, read): (Int64, Int) = (0, 0)
        var lowest: Int64?
        while true {
            let rows = try await database.query(
                """
                SELECT id, event_id, topic, aggregate_id FROM outbox
                WHERE kind = 'fact' AND id > \(after) AND id <= \(beginning.cursor) ORDER BY id LIMIT 10000
                """)
            for row in rows {
                let (id, event, topic, key) = try row.decode((Int64, EventID, String, String).self)
                after = id
                guard !seen.contains(id), event.bornAt.map({ $0 >= horizon }) ?? true else { continue }
                if let from = beginning.held[AggregateName(topic: topic, key: key)], from <= id { continue }
                lowest = lowest ?? id
                found.add([.init(kind: .missingOnTopic, topic: topic, key: key, detail: "event \(event), row \(id)")])
            }
            read += rows.count
            progress(CommandProgress(unit: "rows", done: read, total: nil))
            if rows.count < 10_000 { return lowest }
        }
    }

    private func compareStates(
        _ scan: TopicScan, _ beginning: Beginning
    ) async throws -> [ReconcileReport.Difference] {
        var lasts = scan.lasts
        var differences: [ReconcileReport.Difference] = []
        let rows = try await database.query(
            """
            SELECT topic, aggregate_id, version, data IS NULL, EXISTS (
                SELECT FROM outbox o WHERE o.id > \(beginning.cursor) AND o.kind = 'state' AND o.topic = s.topic
                    AND o.aggregate_id = s.aggregate_id)
            FROM state_record s ORDER BY topic, aggregate_id
            """)
        for row in rows {
            let (topic, key, version, isGone, isPending) = try row.decode((String, String, Int, Bool, Bool).self)
            let name = AggregateName(topic: topic, key: key)
            let last = lasts.removeValue(forKey: name)
            let detail = "version \(version) in the table, \(last.map { String($0.version) } ?? "none") on the topic"
            if let last, last.version > version || (last.isTombstone != isGone && last.version == version) {
                // A recovery has handled this: the pending event has a higher epoch.
                if isPending, last.epoch < beginning.epoch { continue }
                differences.append(.init(kind: .aheadOnTopic, topic: topic, key: key, detail: detail))
            } else if !isPending, beginning.held[name] == nil, last.map({ $0.version < version }) ?? !isGone {
                differences.append(.init(kind: .behindOnTopic, topic: topic, key: key, detail: detail))
            }
        }
        differences += lasts.filter { !$0.value.isTombstone }.sorted { $0.key < $1.key }.map { name, last in
            .init(
                kind: .aheadOnTopic, topic: name.topic, key: name.key,
                detail: "version \(last.version) on the topic, none in the table")
        }
        return differences
    }
}

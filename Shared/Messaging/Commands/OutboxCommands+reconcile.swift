import Contracts
import Executors
package import Kafka
import Postgres
import Primitives

extension OutboxCommands {
    /// Compares the service's topics with its journal and tables, and on `repairs` tells the relay to recover where they
    /// differ: the runbook's answer after every restore, as a backup without stored offsets raises no alarm by itself.
    package func reconcile(
        kafka: KafkaConfiguration, topicPrefix: String = "", repairs: Bool = false,
        progress: @Sendable (CommandProgress) -> Void = { _ in }
    ) async throws -> ReconcileReport {
        let reader = try KafkaReader(kafka)
        let connection = ReconcileReader(journal: journal, reader: reader, topicPrefix: topicPrefix)
        let report: Result<ReconcileReport, any Error>
        do {
            report = .success(try await connection.run(progress))
        } catch {
            report = .failure(error)
        }
        await reader.close()
        let found = try report.get()
        guard repairs, !found.differences.isEmpty else { return found }
        // A position that no log can bear out: the leader finds the loss when it looks next, and recovers.
        try await journal.database.execute(
            "UPDATE relay_position SET log_offset = \(Int64.max), event_id = NULL")
        try await journal.database.execute("UPDATE relay_lease SET expires_at = '-infinity', term = term + 1")
        return ReconcileReport(recordsRead: found.recordsRead, differences: found.differences, recoveryRequested: true)
    }
}

/// Reads the topics once and compares.
private struct ReconcileReader {
    let journal: Journal
    let reader: KafkaReader
    let topicPrefix: String

    private var source: String { journal.service.source }

    func run(_ progress: @Sendable (CommandProgress) -> Void) async throws -> ReconcileReport {
        let scan = TopicScan()
        let strangers = Strangers()
        let horizon = try await journal.database.query("SELECT event_id FROM journal_horizon")
            .first?.value(at: 0, as: EventID.self).bornAt
        for topic in Topic.all(of: journal.service) where topic.kind != .deadLetters {
            for number in 0..<topic.partitions {
                let partition = TopicPartition(topic: topicPrefix + topic.name, partition: Int32(number))
                try await reader.read(partition, from: .earliest, deadline: .after(.seconds(3600))) { batch in
                    let seen = batch.map { SeenRecord($0, prefix: topicPrefix) }
                    for record in seen { scan.take(record, source: source, isCompacted: topic.isCompacted) }
                    strangers.add(try await unknown(seen, horizon: horizon))
                    progress(CommandProgress(unit: "records", done: scan.records, total: nil))
                    return true
                }
            }
        }
        let differences = strangers.all + (try await compareStates(scan))
        return ReconcileReport(recordsRead: scan.records, differences: differences, recoveryRequested: false)
    }

    private func unknown(_ records: [SeenRecord], horizon: Instant?) async throws -> [ReconcileReport.Difference] {
        let ours = records.compactMap { record in record.ours(source).map { (record, $0) } }
        let known = Set(
            try await journal.database.query(
                "SELECT event_id FROM outbox WHERE event_id = ANY(\(ours.map(\.1.id))::uuid[])"
            ).map { try $0.value(at: 0, as: EventID.self) })
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

    private func compareStates(_ scan: TopicScan) async throws -> [ReconcileReport.Difference] {
        var lasts = scan.lasts
        var differences: [ReconcileReport.Difference] = []
        for row in try await journal.database.query(
            "SELECT topic, aggregate_id, version, data IS NULL FROM state_record ORDER BY topic, aggregate_id")
        {
            let (topic, key, version, isGone) = try row.decode((String, String, Int, Bool).self)
            let last = lasts.removeValue(forKey: AggregateName(topic: topic, key: key))
            let detail = "version \(version) here, \(last.map { String($0.version) } ?? "none") there"
            if let last, last.version > version || (last.isTombstone != isGone && last.version == version) {
                differences.append(.init(kind: .aheadOnTopic, topic: topic, key: key, detail: detail))
            } else if last.map({ $0.version < version }) ?? !isGone {
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

import Contracts
import Executors
import FoundationEssentials
import Kafka
import Postgres
import Primitives

extension RelayStore {
    /// Compares records with the journal and the tables (R5). A record is ours if the journal has it and the tables
    /// have reached it.
    func judge(_ records: [SeenRecord], source: String) async throws -> [LogEvidence.Seen] {
        let ours = records.compactMap { $0.ours(source) }
        let names = records.map(\.name)
        let rows = try await connection.batch(
            [
                """
                SELECT DISTINCT event_id FROM outbox WHERE event_id = ANY(\(ours.map(\.id.uuid))::uuid[])
                """,
                """
                SELECT topic, aggregate_id, reached, changed_at FROM (
                    SELECT topic, aggregate_id, facts AS reached, NULL::timestamptz AS changed_at FROM aggregate
                    UNION ALL SELECT topic, aggregate_id, version, changed_at FROM state_record) AS tables
                WHERE (topic, aggregate_id) IN (SELECT * FROM unnest(
                    \(names.map(\.topic))::text[], \(names.map(\.key))::text[]))
                """,
                "SELECT event_id FROM journal_horizon",
            ], deadline: .after(.seconds(60)))
        let known = Set(try rows[0].map { try $0.value(at: 0, as: EventID.self) })
        var reached: [AggregateName: Reached] = [:]
        for row in rows[1] {
            let (topic, key, number, changedAt) = try row.decode((String, String, Int64, Instant?).self)
            reached[AggregateName(topic: topic, key: key)] = Reached(number: number, changedAt: changedAt)
        }
        let horizon = try rows[2].first?.value(at: 0, as: EventID.self).bornAt
        return records.map { record in
            let envelope = record.ours(source)
            return LogEvidence.Seen(
                offset: record.offset, event: envelope?.id, name: record.name,
                isState: Topic(name: record.name.topic)?.isCompacted ?? false,
                origin: origin(envelope, known: known, reached: reached[record.name], horizon: horizon))
        }
    }

    /// An aggregate's state in the tables: the number of its last fact, or its state's version and the time of that
    /// version.
    private struct Reached {
        let number: Int64
        let changedAt: Instant?

        /// Versions from before and after a restore may have the same number but differ in their times.
        func hasMade(_ envelope: Envelope) -> Bool {
            let sequence = Int64(envelope.sequence)
            return sequence < number || (sequence == number && (changedAt == nil || changedAt == envelope.time))
        }
    }

    private func origin(
        _ envelope: Envelope?, known: Set<EventID>, reached: Reached?, horizon: Instant?
    ) -> LogEvidence.Seen.Origin {
        guard let envelope else { return .older }
        if known.contains(envelope.id) { return reached?.hasMade(envelope) ?? false ? .ours : .lost }
        // A record counts as older only if retention has dropped its row. A journal that merely starts later was
        // restored or is another one.
        guard let horizon, let born = envelope.id.bornAt else { return .lost }
        return born <= horizon ? .older : .lost
    }
}

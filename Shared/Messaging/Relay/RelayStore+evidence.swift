import Contracts
import Executors
import Foundation
import Kafka
import Postgres
import Primitives

extension RelayStore {
    /// Judges records against the journal and the tables (R5): ours is what the journal has and the tables have reached.
    func judge(_ records: [SeenRecord], source: String) async throws -> [LogEvidence.Seen] {
        let ours = records.compactMap { $0.ours(source) }
        let names = records.map(\.name)
        let rows = try await connection.batch(
            [
                """
                SELECT DISTINCT event_id FROM outbox WHERE event_id = ANY(\(ours.map(\.id.uuid))::uuid[])
                """,
                """
                SELECT topic, aggregate_id, max(reached) FROM (
                    SELECT topic, aggregate_id, facts AS reached FROM aggregate
                    UNION ALL SELECT topic, aggregate_id, version FROM state_record) AS tables
                WHERE (topic, aggregate_id) IN (SELECT * FROM unnest(
                    \(names.map(\.topic))::text[], \(names.map(\.key))::text[]))
                GROUP BY topic, aggregate_id
                """,
                "SELECT event_id FROM journal_horizon",
            ], deadline: .after(.seconds(60)))
        let known = Set(try rows[0].map { try $0.value(at: 0, as: EventID.self) })
        var reached: [AggregateName: Int64] = [:]
        for row in rows[1] {
            let (topic, key, number) = try row.decode((String, String, Int64).self)
            reached[AggregateName(topic: topic, key: key)] = number
        }
        let horizon = try rows[2].first?.value(at: 0, as: EventID.self).bornAt
        return records.map { record in
            let envelope = record.ours(source)
            return LogEvidence.Seen(
                offset: record.offset, event: envelope?.id, name: record.name,
                isState: Topic(name: record.name.topic)?.isCompacted ?? false,
                standing: standing(envelope, known: known, reached: reached[record.name] ?? 0, horizon: horizon))
        }
    }

    private func standing(
        _ envelope: Envelope?, known: Set<EventID>, reached: Int64, horizon: Instant?
    ) -> LogEvidence.Seen.Standing {
        guard let envelope else { return .older }
        if known.contains(envelope.id) { return Int64(envelope.sequence) <= reached ? .ours : .lost }
        // Only what retention did drop is older. A journal that merely begins later was restored, or is another one.
        guard let horizon, let born = envelope.id.bornAt else { return .lost }
        return born <= horizon ? .older : .lost
    }
}

import Contracts
import Executors
import Kafka
import Messaging
import NoteService
import Postgres

/// A comparison of what was written with its consequences.
struct NoteLedger: Equatable {
    /// The number of notes that the publisher has committed, according to its ledger.
    var written = 0
    /// The number of notes without a required event, effect, dead letter or echo.
    var lost = 0
    /// The number of events, effects, dead letters or echoes beyond the first, or of uncommitted notes.
    var doubled = 0
    /// The number of effects out of their aggregate's order.
    var inverted = 0
    /// The number of aggregates whose mirrored state differs from the publisher's.
    var stale = 0

    static func - (now: Self, before: Self) -> Self {
        Self(
            written: now.written - before.written, lost: now.lost - before.lost, doubled: now.doubled - before.doubled,
            inverted: now.inverted - before.inverted, stale: now.stale)
    }
}

extension NoteFixture {
    /// Returns whether everything written is sent and handled.
    func isIdle() async throws -> Bool {
        let asked = try await publisher.query(
            "SELECT (SELECT upto FROM requested) <= COALESCE((SELECT max(number) FROM written), 0)")[0].value(
                at: 0, as: Bool.self)
        guard asked, try await isSent(publisher), try await isSent(reader) else { return false }
        let positions = try await reader.query(
            "SELECT topic, partition, log_offset FROM consumer_position"
        ).map { try $0.decode((String, Int32, Int64).self) }
        let log = try KafkaReader(kafka)
        var isIdle = true
        for topic in [EventType.noteTaken.topic, StateType.lastNote.topic] {
            for partition in 0..<Int32(topic.partitions) {
                let end = try await log.watermarks(TopicPartition(topic: prefix + topic.name, partition: partition))
                    .upperBound
                let handled = positions.first { $0.0 == topic.name && $0.1 == partition }?.2 ?? -1
                if handled < end - 1 { isIdle = false }
            }
        }
        await log.close()
        return isIdle
    }

    private func isSent(_ database: PostgresClient) async throws -> Bool {
        try await database.query(
            """
            SELECT COALESCE((SELECT max(cursor) FROM relay_cluster), 0) >= COALESCE((SELECT max(id) FROM outbox), 0)
                AND NOT EXISTS (SELECT FROM relay_position WHERE log_offset = \(Int64.max))
            """)[0].value(at: 0)
    }

    func ledger() async throws -> NoteLedger {
        func numbers(_ database: PostgresClient, _ query: Query) async throws -> [Int] {
            try await database.query(query).map { try $0.value(at: 0) }
        }
        let notes = try await publisher.query("SELECT number, kind FROM written").map {
            try $0.decode((Int, String).self)
        }
        let all = Set(notes.map(\.0))
        let poison = Set(notes.filter { $0.1 == NoteKind.poison.rawValue }.map(\.0))
        let echoed = Set(notes.filter { $0.1 == NoteKind.echoed.rawValue }.map(\.0))
        var ledger = NoteLedger(written: notes.count)
        func compare(_ there: [Int], with wanted: Set<Int>) {
            let found = Set(there)
            ledger.lost += wanted.subtracting(found).count
            ledger.doubled += there.count - found.intersection(wanted).count
        }
        let inJournal: Query = "SELECT (payload::json->>'number')::bigint FROM outbox WHERE kind = 'fact'"
        compare(try await numbers(publisher, inJournal), with: all)
        compare(try await numbers(reader, inJournal), with: echoed)
        compare(
            try await numbers(
                reader, "SELECT (convert_from(value, 'UTF8')::json->>'number')::bigint FROM dead_letter"), with: poison)
        let effects = try await reader.query("SELECT number, key, sequence FROM effect ORDER BY id").map {
            try $0.decode((Int, String, Int).self)
        }
        compare(effects.map(\.0), with: all.subtracting(poison))
        var last: [String: Int] = [:]
        for (_, key, sequence) in effects {
            if sequence < last[key, default: 0] { ledger.inverted += 1 }
            last[key] = sequence
        }
        ledger.stale = try await staleAggregates()
        return ledger
    }

    private func staleAggregates() async throws -> Int {
        func states(_ database: PostgresClient, _ query: Query) async throws -> [String: Int] {
            let rows = try await database.query(query).map { try $0.decode((String, Int).self) }
            return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, $0.1) })
        }
        let here = try await states(publisher, "SELECT aggregate_id, (data->>'number')::bigint FROM state_record")
        let there = try await states(reader, "SELECT key, number FROM mirror")
        return Set(here.keys).union(there.keys).count { here[$0] != there[$0] }
    }

    /// Returns the facts on the topic: records, repetitions of an event, and first appearances out of order.
    func wire(of topic: Topic) async throws -> (records: Int, duplicates: Int, inverted: Int) {
        let log = try KafkaReader(kafka)
        let seen = WireTally()
        for partition in 0..<Int32(topic.partitions) {
            try await log.read(
                TopicPartition(topic: prefix + topic.name, partition: partition), from: .earliest,
                deadline: .after(.seconds(300))
            ) { batch in
                for record in batch { seen.add(record) }
                return true
            }
        }
        await log.close()
        return seen.counts
    }
}

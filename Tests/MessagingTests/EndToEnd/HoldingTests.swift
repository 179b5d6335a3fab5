import Contracts
import Foundation
import JSONSchema
import Kafka
import Messaging
import Postgres
import Primitives
import TestSupport
import Testing

/// What a consumer cannot handle yet, or never.
@Suite(.timeLimit(.minutes(4))) struct HoldingTests {
    /// Requires the note's row.
    private static let needsNote = FactHandler(.noteWritten, name: "needs-note") { received, unit in
        let rows = try await unit.sql.query("SELECT text FROM note WHERE key = \(received.key.text)")
        let isGone = try await !unit.sql.query(
            "SELECT 1 FROM projection_guard WHERE aggregate_id = \(received.key.text) AND is_gone"
        ).isEmpty
        guard !rows.isEmpty || isGone else { throw Deferred(until: .note, of: received.key) }
        try await MessagingFixture.insert(received.id, received.key, received.sequence, received.fact.text, unit)
    }

    @Test func `a fact waits for its row together with later ones, and all are handled in order when it arrives`()
        async throws
    {
        let fixture = try await MessagingFixture.make()
        let consumer = fixture.consumer(handlers: [Self.needsNote])
        try await running([fixture.relay()], [consumer]) {
            for index in 0..<10 { try await fixture.publisher.write("w\(index)", key: "n\(index % 2)") }
            let came1 = try await eventually { try await held(fixture) == 10 }
            #expect(came1)
            #expect(try await fixture.effects().isEmpty)
            try await fixture.publisher.set("here", key: "n0")
            try await fixture.expect(effects: 5)
            try await fixture.publisher.journal.update { $0.tombstone(.note, of: "n1", at: .now) }
            try await fixture.expect(effects: 10)
        }
        let effects = try await fixture.effects()
        for key in ["n0", "n1"] { #expect(effects.filter { $0.key == key }.map(\.sequence) == Array(1...5)) }
        #expect(try await held(fixture) == 0)
    }

    @Test func `poison is dead-lettered at once, the rest continues, and a redrive has its effect in order`()
        async throws
    {
        let fixture = try await MessagingFixture.make()
        let isMended = Flag()
        let handler = FactHandler(.noteWritten, name: "effect") { received, unit in
            guard received.fact.text != "bad" || isMended.isSet else { throw Poison("a bad text") }
            try await MessagingFixture.insert(received.id, received.key, received.sequence, received.fact.text, unit)
        }
        let letters = DeadLetters(fixture.reader.database)
        try await running([fixture.relay()], [fixture.consumer(handlers: [handler])]) {
            for text in ["a", "bad", "c"] { try await fixture.publisher.write(text, key: "n") }
            try await fixture.expect(effects: 2)
            #expect(try await fixture.effects().map(\.text) == ["a", "c"])
            let letter = try #require(try await letters.list(DeadLetterFilter()).first)
            #expect(letter.reason == "a bad text")
            #expect(letter.key == "n")
            let shown = try #require(try await letters.show(letter.id))
            #expect(shown.value == #"{"text":"bad"}"#)
            #expect(shown.headers.contains { $0.0 == "ce_sequence" && $0.1 == "2" })
            isMended.set()
            #expect(try await letters.redrive(DeadLetterFilter(), isDryRun: true).count == 1)
            try await letters.redrive(DeadLetterFilter())
            try await fixture.expect(effects: 3)
        }
        #expect(try await fixture.effects().map(\.text) == ["a", "c", "bad"])
        #expect(try await letters.list(DeadLetterFilter()).isEmpty)
        let reader = try KafkaReader(fixture.kafka)
        let found = Found()
        for partition in 0..<3 {
            let name = fixture.prefix + Topic.deadLetters(of: .certification).name
            try await reader.read(TopicPartition(topic: name, partition: Int32(partition)), from: .earliest) { batch in
                found.append(batch)
                return true
            }
        }
        await reader.close()
        let record = try #require(found.records.first)
        #expect(found.records.count == 1)
        #expect(record.header("dlq_reason") == Array("a bad text".utf8))
        #expect(record.header("dlq_topic") == Array((fixture.prefix + Topic.facts(of: .registration).name).utf8))
        #expect(record.headers.filter { $0.name.hasPrefix("dlq_") }.count >= 8)
    }

    @Test func `a record that is not a CloudEvent is dead-lettered, and unknown types are ignored`() async throws {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay()], [fixture.consumer()]) {
            let producer = try await KafkaProducer.start(fixture.kafka)
            let topic = fixture.prefix + Topic.facts(of: .registration).name
            _ = try await producer.send(KafkaMessage(topic: topic, key: Array("n".utf8), value: Array("?".utf8)))
            await producer.close()
            try await fixture.publisher.journal.update { unit in
                unit.publish(.noteUnheard, NoteText("x"), of: "n", at: .now)
                unit.publish(.noteWritten, NoteText("b"), of: "n", at: .now)
            }
            try await fixture.expect(effects: 1)
            let letters = DeadLetters(fixture.reader.database)
            let came2 = try await eventually { try await letters.list(DeadLetterFilter()).count == 1 }
            #expect(came2)
        }
        #expect(try await fixture.effects().map(\.sequence) == [2])
    }

    @Test func `a projection is rebuilt from its topic`() async throws {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay()], [fixture.consumer()]) {
            for index in 0..<6 { try await fixture.publisher.set("s\(index)", key: "n\(index)") }
            let came3 = try await eventually { try await fixture.notes().count == 6 }
            #expect(came3)
            try await fixture.reader.database.execute("UPDATE note SET text = 'corrupted'")
            let commands = ProjectionCommands(fixture.reader.database, projections: [MessagingFixture.mirrorsNotes])
            try await commands.rebuild("note")
            let came4 = try await eventually {
                try await fixture.notes() == Dictionary(uniqueKeysWithValues: (0..<6).map { ("n\($0)", "s\($0)") })
            }
            #expect(came4)
            await #expect(throws: UnknownProjection.self) { try await commands.rebuild("nothing") }
        }
    }

    @Test func `republished facts have no second effect, and a new reader receives them all`() async throws {
        let fixture = try await MessagingFixture.make()
        try await running([fixture.relay()], [fixture.consumer()]) {
            for index in 0..<10 { try await fixture.publisher.write("w\(index)", key: "n\(index % 2)") }
            try await fixture.publisher.set("s", key: "n0")
            try await fixture.expect(effects: 10, notes: 1)
            let commands = OutboxCommands(fixture.publisher.journal)
            let plan = try await commands.republish(.aggregate("n0"), isDryRun: true)
            #expect(plan.facts == 5 && plan.states == 1 && plan.request == nil)
            _ = try await commands.republish(.aggregate("n0"))
            let came5 = try await eventually { try await commands.requestsOpen().isEmpty }
            #expect(came5)
            let came6 = try await eventually { try await fixture.records(of: .facts(of: .registration)).count == 15 }
            #expect(came6)
            let came7 = try await eventually { try await fixture.records(of: .state(of: .registration)).count == 2 }
            #expect(came7)
            let status = try await commands.status()
            #expect(status.epoch == 1)
            #expect(status.clusters.count == 1)
            let came8 = await eventually { ((try? await commands.status())?.clusters.first?.pending ?? 1) == 0 }
            #expect(came8)
        }
        #expect(try await fixture.effects().count == 10)
    }

    private func held(_ fixture: MessagingFixture) async throws -> Int {
        try await fixture.reader.database.query("SELECT count(*) FROM held_fact")[0].value(at: 0, as: Int.self)
    }
}

import Contracts
import Foundation
import JSONTree
import Kafka
import Messaging
import Postgres
import Primitives
import TestSupport
import Testing

/// Foreign records on a topic: each is dead-lettered at once, and the records after it have their effects.
@Suite(.timeLimit(.minutes(4))) struct PoisonTests {
    @Test(arguments: [false, true])
    func `poison is dead-lettered with its origin, and the partition continues`(isState: Bool) async throws {
        let fixture = try await MessagingFixture.make()
        let topic = isState ? Topic.state(of: .registration) : .facts(of: .registration)
        let poison = Self.poison(isState ? StateType.note.name : EventType.noteWritten.name, onCompacted: isState)
        try await running([fixture.relay()], [fixture.consumer()]) {
            let producer = try await Self.producer(fixture)
            for var message in poison {
                message.topic = fixture.prefix + topic.name
                message.partition = 0
                _ = try await producer.send(message)
            }
            await producer.close()
            for index in 0..<24 {
                if isState {
                    try await fixture.publisher.set("s", key: "n\(index)")
                } else {
                    try await fixture.publisher.write("w", key: "n\(index)")
                }
            }
            try await fixture.expect(effects: isState ? 0 : 24, notes: isState ? 24 : nil, within: .seconds(100))
            let letters = DeadLetters(fixture.reader.database)
            var filter = DeadLetterFilter()
            filter.limit = 1000
            let sent = poison.count
            let came = try await eventually { try await letters.list(filter).count == sent }
            #expect(came)
            // A letter without an event stays in a redrive of all letters, and is deleted in a purge of all.
            let redrivable = try await letters.list(filter).filter(\.isRedrivable).count
            #expect(try await letters.redrive(filter, isDryRun: true).count == redrivable)
            #expect(redrivable > 0 && redrivable < sent)
            #expect(try await letters.purge(filter).count == sent)
            #expect(try await letters.list(filter).isEmpty)
            try await Self.expectOrigins(fixture, topic, atLeast: sent)
        }
    }

    @Test(arguments: [false, true])
    func `a malformed key is dead-lettered, of a fact, a state and a tombstone alike`(isState: Bool) async throws {
        let fixture = try await MessagingFixture.make()
        let type: any CatalogueEntry = isState ? StateType.note : EventType.noteWritten
        let key = "not a key"
        let letters = DeadLetters(fixture.reader.database)
        try await running([fixture.relay()], [fixture.consumer()]) {
            let producer = try await Self.producer(fixture)
            for value in isState ? [#"{"text":"a"}"#, nil] : [#"{"text":"a"}"#] {
                let envelope = Envelope(
                    id: .new(), source: "/muster/unknown", type: type.name, subject: key, time: .now, sequence: 1,
                    epoch: 1)
                _ = try await producer.send(
                    KafkaMessage(
                        topic: fixture.prefix + type.topic.name, partition: 0, key: Array(key.utf8),
                        value: value.map { Array($0.utf8) }, headers: envelope.headers))
            }
            await producer.close()
            for index in 0..<24 {
                if isState {
                    try await fixture.publisher.set("s", key: "n\(index)")
                } else {
                    try await fixture.publisher.write("w", key: "n\(index)")
                }
            }
            try await fixture.expect(effects: isState ? 0 : 24, notes: isState ? 24 : nil)
            let areDead = try await eventually {
                try await letters.list(DeadLetterFilter()).count == (isState ? 2 : 1)
            }
            #expect(areDead)
        }
        for letter in try await letters.list(DeadLetterFilter()) {
            #expect(letter.key == key && letter.type == type.name)
            #expect(letter.reason == "malformed key, expected noteId")
        }
    }

    /// Returns one record of each kind. A compacted topic accepts no record without a key.
    private static func poison(_ type: String, onCompacted: Bool) -> [KafkaMessage] {
        func message(_ key: [UInt8]?, _ value: [UInt8], _ headers: [Envelope.Header] = []) -> KafkaMessage {
            KafkaMessage(topic: "", key: key, value: value, headers: headers)
        }
        func event(_ value: String, _ change: (inout [Envelope.Header]) -> Void = { _ in }) -> KafkaMessage {
            let key = UUID().uuidString
            let envelope = Envelope(
                id: .new(), source: "/muster/foreign", type: type, subject: key, time: .now, sequence: 1,
                epoch: 1)
            var headers = envelope.headers
            change(&headers)
            return message(Array(key.utf8), Array(value.utf8), headers)
        }
        let large = [UInt8](repeating: 0x78, count: 1_020_000)
        return [
            message(Array("k".utf8), Array("garbage".utf8)),
            message(Array("k".utf8), [0xFF, 0x00, 0xFE]),
            message([0x00, 0x41], Array("{}".utf8)),
            message([0xC3, 0x28], Array("{}".utf8)),
            message(onCompacted ? Array("k".utf8) : nil, []),
            message(Array("k".utf8), large),
            message(Array("k".utf8), [], [("filler", large)]),
            message(Array(large.prefix(900_000)), [], [("filler", Array(large.prefix(110_000)))]),
            event("{not json"),
            event(#"{"text":1}"#),
            event(#"{}"#),
            event(#"{"text":"a"}"#) { $0.removeAll { $0.name == "ce_id" } },
            event(#"{"text":"a"}"#) { $0.removeAll { $0.name == "ce_sequence" } },
            event(#"{"text":"a"}"#) { $0.append(("ce_type", Array("twice".utf8))) },
            event(#"{"text":"a"}"#) { headers in
                headers.removeAll { $0.name == "ce_source" }
                headers.append(("ce_source", [0x61, 0x00]))
            },
        ]
    }

    private static func producer(_ fixture: MessagingFixture) async throws -> KafkaProducer {
        var configuration = fixture.kafka
        configuration.extra["message.max.bytes"] = "2000000"
        return try await KafkaProducer.start(configuration)
    }

    private static func expectOrigins(_ fixture: MessagingFixture, _ topic: Topic, atLeast count: Int) async throws {
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
        #expect(found.records.count >= count)
        for record in found.records {
            #expect(record.header("dlq_topic") == Array((fixture.prefix + topic.name).utf8))
            for name in ["dlq_partition", "dlq_offset", "dlq_reason", "dlq_time", "dlq_service", "dlq_group"] {
                #expect(record.header(name) != nil, "\(name)")
            }
        }
    }
}

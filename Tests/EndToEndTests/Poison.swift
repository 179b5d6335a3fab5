import Contracts
import Foundation
import Kafka
import Primitives

/// Records that foreign programs may write on our topics.
enum Poison {
    /// No service can tell what these are. A compacted topic takes no record without a key.
    static func unreadable(on topic: Topic) -> [KafkaMessage] {
        let large = [UInt8](repeating: 0x78, count: 1_020_000)
        let type = "org.muster.foreign.note.written.v1"
        return [
            message(topic, Array("k".utf8), Array("garbage".utf8)),
            message(topic, Array("k".utf8), [0xFF, 0x00, 0xFE]),
            message(topic, [0x00, 0x41], Array("{}".utf8)),
            message(topic, [0xC3, 0x28], Array("{}".utf8)),
            message(topic, topic.isCompacted ? Array("k".utf8) : nil, []),
            message(topic, Array("k".utf8), large),
            message(topic, Array("k".utf8), [], [("filler", large)]),
            message(topic, Array(large.prefix(900_000)), [], [("filler", Array(large.prefix(110_000)))]),
            event(type, on: topic) { $0.removeAll { $0.name == "ce_id" } },
            event(type, on: topic) { $0.removeAll { $0.name == "ce_sequence" } },
            event(type, on: topic) { $0.append(("ce_type", Array("twice".utf8))) },
            event(type, on: topic) { headers in
                headers.removeAll { $0.name == "ce_source" }
                headers.append(("ce_source", [0x61, 0x00]))
            },
        ]
    }

    /// An envelope as it should be, around a malformed value, and a good value under a malformed key: poison for every
    /// reader of that type.
    static func misshapen(_ reading: Reading) -> [KafkaMessage] {
        let (name, topic) = (reading.type.name, reading.topic)
        let bodies =
            name == EventType.personErased.name
            ? ["{not json"] : ["{not json", "{}", #"{"personId":1,"before":"x"}"#, "[]"]
        let badKey = "no key of any type"
        return bodies.map { event(name, on: topic, Array($0.utf8)) } + [
            message(topic, Array(badKey.utf8), reading.good.value ?? [], envelope(name, badKey).headers)
        ]
    }

    /// A good fact, as if another publisher of that type had sent it.
    static func fact<Key, Payload>(
        _ event: EventType<Key, Payload>, _ payload: Payload, of key: Key
    ) throws -> (message: KafkaMessage, id: EventID) {
        try good(event, key.description, payload)
    }

    /// A good state, as if another publisher of that type had sent it.
    static func state<Key, Payload>(
        _ state: StateType<Key, Payload>, _ payload: Payload, of key: Key
    ) throws -> KafkaMessage {
        try good(state, key.description, payload).message
    }

    private static func good(
        _ type: some CatalogueEntry, _ key: String, _ payload: some EventValue
    ) throws -> (message: KafkaMessage, id: EventID) {
        let envelope = envelope(type.name, key)
        return (message(type.topic, Array(key.utf8), try payload.encoded(), envelope.headers), envelope.id)
    }

    private static func event(
        _ type: String, on topic: Topic, _ value: [UInt8] = Array("{}".utf8),
        _ change: (inout [Envelope.Header]) -> Void = { _ in }
    ) -> KafkaMessage {
        let key = UUID().uuidString.lowercased()
        var headers = envelope(type, key).headers
        change(&headers)
        return message(topic, Array(key.utf8), value, headers)
    }

    private static func envelope(_ type: String, _ key: String) -> Envelope {
        Envelope(
            id: .new(), source: "/muster/foreign", type: type, subject: key, time: .now, sequence: 1, epoch: 1)
    }

    private static func message(
        _ topic: Topic, _ key: [UInt8]?, _ value: [UInt8], _ headers: [Envelope.Header] = []
    ) -> KafkaMessage {
        KafkaMessage(topic: topic.name, partition: 0, key: key, value: value, headers: headers)
    }
}

import Contracts
import Executors
import Kafka
import Primitives

/// Counts a topic's records by event and by their place in their aggregate's order.
final class WireTally: Sendable {
    private struct State {
        var events: Set<EventID> = []
        var last: [String: Int] = [:]
        var records = 0
        var inverted = 0
    }

    private let state = Monitor(State())

    func add(_ record: KafkaRecord) {
        guard let envelope = try? Envelope(headers: record.headers, key: record.key) else { return }
        state.withLock { state in
            state.records += 1
            guard state.events.insert(envelope.id).inserted else { return }
            if envelope.sequence < state.last[envelope.subject, default: 0] { state.inverted += 1 }
            state.last[envelope.subject] = envelope.sequence
        }
    }

    var counts: (records: Int, duplicates: Int, inverted: Int) {
        state.withLock { ($0.records, $0.records - $0.events.count, $0.inverted) }
    }
}

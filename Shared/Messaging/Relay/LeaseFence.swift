import Executors
import Kafka

/// Ends the sending at the moment the lease says, by the clock alone (R6): a statement that hangs in a database that
/// does not answer must not keep a leader in office.
final class LeaseFence: Sendable {
    private struct State {
        var isClosed = false
        var producer: KafkaProducer?
    }

    private let state = Monitor(State())

    /// Whether nothing may be sent any more. A caller that reads true after enqueuing a record purges the producer.
    var isClosed: Bool { state.withLock(\.isClosed) }

    /// The producer that is purged when the time is over; throws when it is over already.
    func guards(_ producer: KafkaProducer) throws {
        let isClosed = state.withLock { state in
            state.producer = producer
            return state.isClosed
        }
        if isClosed { throw LeaseLost() }
    }

    func close() {
        let producer = state.withLock { state in
            state.isClosed = true
            defer { state.producer = nil }
            return state.producer
        }
        producer?.purge()
    }

    func forget() {
        state.withLock { $0.producer = nil }
    }
}

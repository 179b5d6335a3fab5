import Executors
import Kafka
import Leases

/// Ends the sending when the lease ends, by the clock alone (R6). A statement that waits for a database that does not
/// answer thus cannot keep a leader sending.
final class LeaseFence: Sendable {
    private struct State {
        var isClosed = false
        var producer: KafkaProducer?
    }

    private let state = Monitor(State())

    /// Whether nothing may be sent any more. A caller that reads true after enqueuing a record purges the producer.
    var isClosed: Bool { state.withLock(\.isClosed) }

    /// Sets the producer that is purged at the lease's end.
    ///
    /// - Throws: `LeaseLost` if the lease has ended already.
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

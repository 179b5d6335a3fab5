import CRdKafka

/// A reference to a librdkafka queue. Polled by one thread only.
final class Queue: @unchecked Sendable {  // its owner's thread polls and releases it
    private var queue: OpaquePointer?

    init(_ queue: OpaquePointer?) {
        self.queue = queue
    }

    /// Calls `body` with the next event. Returns nil if none arrived in time. `body` must not keep the event.
    func poll<R>(_ milliseconds: Int32 = 0, _ body: (borrowing Event) throws -> R) rethrows -> R? {
        guard let queue, let event = rd_kafka_queue_poll(queue, milliseconds) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        return try body(Event(event))
    }

    /// Makes a poll that waits on another thread return.
    func yield() {
        if let queue { rd_kafka_queue_yield(queue) }
    }

    /// Wakes the thread each time the queue becomes non-empty.
    func notify(_ wakeup: Wakeup) {
        var one: UInt64 = 1
        if let queue { rd_kafka_queue_io_event_enable(queue, wakeup.descriptor, &one, MemoryLayout<UInt64>.size) }
    }

    /// Detaches the queue from the consumer's common queue, so that its records stay here.
    func detach() {
        if let queue { rd_kafka_queue_forward(queue, nil) }
    }

    /// Releases the reference, which librdkafka requires before the client can be destroyed.
    func release() {
        guard let queue else { return }
        self.queue = nil
        rd_kafka_queue_io_event_enable(queue, -1, nil, 0)
        rd_kafka_queue_destroy(queue)
    }

    var pointer: OpaquePointer? { queue }
}

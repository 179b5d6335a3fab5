import CRdKafka

/// A reference to one of librdkafka's queues. Polled by one thread only.
final class Queue: @unchecked Sendable {  // its owner's thread polls and releases it
    private var queue: OpaquePointer?

    init(_ queue: OpaquePointer?) {
        self.queue = queue
    }

    /// The next event, or nil when none came in time. `body` may keep nothing of it.
    func poll<R>(_ milliseconds: Int32 = 0, _ body: (borrowing Event) throws -> R) rethrows -> R? {
        guard let queue, let event = rd_kafka_queue_poll(queue, milliseconds) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        return try body(Event(event))
    }

    /// Lets a poll that waits on another thread return at once.
    func yield() {
        if let queue { rd_kafka_queue_yield(queue) }
    }

    /// Each time when the queue stops being empty, the counter is raised.
    func notify(_ wakeup: Wakeup) {
        var one: UInt64 = 1
        if let queue { rd_kafka_queue_io_event_enable(queue, wakeup.descriptor, &one, MemoryLayout<UInt64>.size) }
    }

    /// Its records no longer go to the consumer's common queue but wait here.
    func detach() {
        if let queue { rd_kafka_queue_forward(queue, nil) }
    }

    /// Gives the reference back; librdkafka waits for that before it can be destroyed.
    func release() {
        guard let queue else { return }
        self.queue = nil
        rd_kafka_queue_io_event_enable(queue, -1, nil, 0)
        rd_kafka_queue_destroy(queue)
    }

    var pointer: OpaquePointer? { queue }
}

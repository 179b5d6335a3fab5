import CRdKafka
import Executors
import Synchronization

/// One librdkafka instance. Who makes it destroys it, once, when nobody calls it any more.
final class Client: @unchecked Sendable {  // librdkafka's handle may be used from any thread
    let handle: OpaquePointer
    /// Everything that librdkafka has to tell this client arrives here.
    let queue: Queue
    private let isDestroyed = Atomic(false)

    init(_ configuration: KafkaConfiguration, role: ClientRole) throws(KafkaError) {
        let events =
            RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR
            | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_STATS
        let settings = try ClientSettings(configuration, role: role, events: events)
        handle = try settings.take(role.isConsumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER)
        if case .member = role {
            // One queue for all: without it, errors, logs and statistics would need a poll of their own.
            rd_kafka_poll_set_consumer(handle)
            queue = Queue(rd_kafka_queue_get_consumer(handle))
        } else {
            queue = Queue(rd_kafka_queue_get_main(handle))
        }
        rd_kafka_set_log_queue(handle, nil)
    }

    /// The fatal error that the instance has met, if any.
    var fatal: KafkaError? {
        var code = RD_KAFKA_RESP_ERR_NO_ERROR
        let reason = withErrorText { text, size in
            code = rd_kafka_fatal_error(handle, text, size)
            return code == RD_KAFKA_RESP_ERR_NO_ERROR
        }
        guard let reason else { return nil }
        return KafkaError(.fatal, "\(String(cString: rd_kafka_err2name(code))): \(reason)", isFatal: true)
    }

    /// Destroys the instance, once, on a thread of its own and waits no longer than `patience`: 2.0.2 can hang there when a partition
    /// vanished while it was read. Then the thread is left behind; nothing that matters depends on it.
    ///
    /// - Returns: whether it was destroyed in time.
    @discardableResult
    func destroy(leavingGroup: Bool = true, within patience: Duration) -> Bool {
        guard !isDestroyed.exchange(true, ordering: .relaxed) else { return true }
        queue.release()
        let isDone = Monitor(false)
        ThreadExecutor(name: "kafka-destroy").submit { [self] in
            rd_kafka_destroy_flags(handle, leavingGroup ? 0 : Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
            isDone.withLock { $0 = true }
            isDone.notifyAll()
        }
        return isDone.wait(until: .after(patience)) { $0 ? true : nil } ?? false
    }
}

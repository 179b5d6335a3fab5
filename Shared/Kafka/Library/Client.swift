import CRdKafka
import Executors
import Synchronization

/// A librdkafka client instance. Its creator destroys it once, after its last use.
final class Client: @unchecked Sendable {  // librdkafka's handle may be used from any thread
    let handle: OpaquePointer
    /// The queue of librdkafka's events for this client.
    let queue: Queue
    private let isDestroyed = Atomic(false)

    init(_ configuration: KafkaConfiguration, role: ClientRole) throws(KafkaError) {
        let events =
            RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR
            | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_STATS
        let settings = try ClientSettings(configuration, role: role, events: events)
        handle = try settings.makeClient(role.isConsumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER)
        if case .member = role {
            // With a single queue, errors, logs and statistics need no separate poll.
            rd_kafka_poll_set_consumer(handle)
            queue = Queue(rd_kafka_queue_get_consumer(handle))
        } else {
            queue = Queue(rd_kafka_queue_get_main(handle))
        }
        rd_kafka_set_log_queue(handle, nil)
    }

    /// The fatal error of the instance, if any.
    var fatal: KafkaError? {
        var code = RD_KAFKA_RESP_ERR_NO_ERROR
        let reason = withErrorText { text, size in
            code = rd_kafka_fatal_error(handle, text, size)
            return code == RD_KAFKA_RESP_ERR_NO_ERROR
        }
        guard let reason else { return nil }
        return KafkaError(.fatal, "\(String(cString: rd_kafka_err2name(code))): \(reason)", isFatal: true)
    }

    /// Destroys the instance on a separate thread, at most once, and waits up to `patience`. 2.0.2 can hang here if a
    /// partition vanished while it was read. The thread is then left behind; nothing important depends on it.
    ///
    /// - Returns: whether the instance was destroyed in time.
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

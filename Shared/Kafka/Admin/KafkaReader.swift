import CRdKafka
package import Executors

/// Reads without a group: one record at an offset, or a stretch up to the end. Long-lived: keep one and close it.
///
/// Its calls block a thread of its own, each at most until its deadline or, within a few seconds, until its task is
/// cancelled. It commits nothing and no group sees it.
package actor KafkaReader {
    private let executor = ThreadExecutor(name: "kafka-reader")
    private let client: Client
    private var isClosed = false
    /// A partition is read by one call at a time.
    private var busy: Set<TopicPartition> = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: `.invalidArgument` for a wrong setting. A broker that does not answer is no error yet.
    package init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        client = try Client(configuration, role: .reader)
    }

    deinit {
        client.destroy(within: .zero)
    }

    /// A `read` that waits for its body meanwhile ends with `.closed`.
    package func close() {
        isClosed = true
        if busy.isEmpty { client.destroy(within: .seconds(5)) }
    }

    /// The record at that offset; nil when the broker has none there: gone, compacted away, or not written yet.
    ///
    /// - Throws: `.timedOut` at the deadline; `isTopicOrAuthorisation` errors.
    package func record(
        at offset: Int64, of partition: TopicPartition, deadline: Deadline = .after(.seconds(10))
    ) throws(KafkaError) -> KafkaRecord? {
        // Tells a topic that does not exist, too, which a fetch would wait for.
        guard try watermarks(partition, deadline: deadline).contains(offset) else { return nil }
        let stretch = try open(partition, at: offset)
        defer { close(stretch) }
        var found: KafkaRecord?
        while true {
            let isOver = try stretch.next(until: deadline) { record in
                if record.offset == offset { found = record }
                return true
            }
            if isOver { return found }
        }
    }

    /// The records from that place to the end as it is when the call begins, in batches of up to 500, in order.
    ///
    /// - Parameter body: returns false to end it early.
    /// - Throws: `.timedOut` at the deadline, `.offsetOutOfRange` when the place is gone, and what `body` throws.
    package func read(
        _ partition: TopicPartition, from start: StartOffset, deadline: Deadline = .after(.seconds(60)),
        _ body: @Sendable ([KafkaRecord]) async throws -> Bool
    ) async throws {
        let whole = try watermarks(partition, deadline: deadline)
        let first =
            switch start {
            case .earliest: whole.lowerBound
            case .latest: whole.upperBound
            case .at(let offset): offset
            }
        guard first < whole.upperBound else { return }
        guard first >= whole.lowerBound else { throw KafkaError(.offsetOutOfRange) }
        let stretch = try open(partition, at: first)
        defer { close(stretch) }
        var isOver = false
        while !isOver {
            var batch: [KafkaRecord] = []
            repeat {
                isOver = try stretch.next(until: deadline) { record in
                    if record.offset < whole.upperBound { batch.append(record) }
                    return record.offset + 1 >= whole.upperBound
                }
            } while !isOver && batch.count < 500
            if !batch.isEmpty, try await !body(batch) { return }
            guard !isClosed else { throw KafkaError(.closed) }
        }
    }

    /// From the first offset that the broker has to the next one to be written.
    package func watermarks(
        _ partition: TopicPartition, deadline: Deadline = .after(.seconds(10))
    ) throws(KafkaError) -> Range<Int64> {
        try watermarks([partition], deadline: deadline)[partition] ?? 0..<0
    }

    /// The same of many partitions at once: one request a leader.
    package func watermarks(
        _ partitions: some Collection<TopicPartition>, deadline: Deadline = .after(.seconds(10))
    ) throws(KafkaError) -> [TopicPartition: Range<Int64>] {
        guard !isClosed else { throw KafkaError(.closed) }
        return try queryWatermarks(
            client.handle, partitions, within: .milliseconds(Int(deadline.milliseconds(atMost: 60_000))))
    }

    private func open(_ partition: TopicPartition, at offset: Int64) throws(KafkaError) -> Stretch {
        guard !isClosed else { throw KafkaError(.closed) }
        guard offset >= 0, busy.insert(partition).inserted else { throw KafkaError(.invalidArgument) }
        // Logs and errors would pile up otherwise.
        while client.queue.poll(0, { _ in }) != nil {}
        do {
            return try Stretch(client.handle, partition, offset: offset)
        } catch {
            busy.remove(partition)
            throw error
        }
    }

    private func close(_ stretch: Stretch) {
        busy.remove(stretch.partition)
        stretch.stop()
        if isClosed { close() }
    }
}

/// One partition being fetched, without a group: librdkafka's older consumer calls, which need none.
private struct Stretch {
    let partition: TopicPartition
    private let topic: OpaquePointer
    private let queue: Queue

    init(_ client: OpaquePointer, _ partition: TopicPartition, offset: Int64) throws(KafkaError) {
        guard let topic = rd_kafka_topic_new(client, partition.topic, nil) else {
            throw KafkaError(rd_kafka_last_error())
        }
        queue = Queue(rd_kafka_queue_new(client))
        guard rd_kafka_consume_start_queue(topic, partition.partition, offset, queue.pointer) == 0 else {
            queue.release()
            rd_kafka_topic_destroy(topic)
            throw KafkaError(rd_kafka_last_error())
        }
        self.topic = topic
        self.partition = partition
    }

    func stop() {
        rd_kafka_consume_stop(topic, partition.partition)
        queue.release()
        rd_kafka_topic_destroy(topic)
    }

    /// Waits for the next record; true when `body` said so or there is nothing to come.
    func next(until deadline: Deadline, _ body: (KafkaRecord) -> Bool) throws(KafkaError) -> Bool {
        var isOver = false
        var failure: KafkaError?
        let came: Void? = queue.poll(deadline.milliseconds(atMost: 1000)) { event in
            switch event.kind {
            case .record:
                event.forEachMessage { message in
                    isOver = body(KafkaRecord(copying: message, topic: partition.topic)) || isOver
                }
            case .end: isOver = true
            case .partitionError(_, let error), .error(let error):
                if error.meansGone {
                    isOver = true
                } else if !error.isRetriable {
                    failure = error
                }
            case .assign, .revoke, .deliveries, .statistics, .log, .other: break
            }
        }
        if let failure { throw failure }
        if came == nil, deadline.hasPassed || Task.isCancelled { throw KafkaError(.timedOut, isRetriable: true) }
        return isOver
    }
}

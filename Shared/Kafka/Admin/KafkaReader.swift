import CRdKafka
package import Executors

/// Reads without a consumer group: one record, or all records from an offset to the end. Create one, keep it, and close
/// it.
///
/// Calls block the actor's own thread, each until its deadline or, within a few seconds, until its task is cancelled.
/// Nothing is committed, and no group is affected.
package actor KafkaReader {
    private let executor = ThreadExecutor(name: "kafka-reader")
    private let client: Client
    private var isClosed = false
    /// Partitions that are being read. Each is read by one call at a time.
    private var busy: Set<TopicPartition> = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: `.invalidArgument` for an invalid setting. An unreachable broker is not an error at this point.
    package init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        client = try Client(configuration, role: .reader)
    }

    deinit {
        client.destroy(within: .zero)
    }

    /// Closes the reader. A `read` that is waiting for its body ends with `.closed`.
    package func close() {
        isClosed = true
        if busy.isEmpty { client.destroy(within: .seconds(5)) }
    }

    /// Returns the record at an offset, or nil if the broker has none: deleted, compacted away, or not written yet.
    ///
    /// - Throws: `.timedOut` at the deadline; `isTopicOrAuthorisation` errors.
    package func record(
        at offset: Int64, of partition: TopicPartition, deadline: Deadline = .after(.seconds(10))
    ) throws(KafkaError) -> KafkaRecord? {
        // Also detects a topic that does not exist. A fetch would wait for it.
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

    /// Reads from an offset to the end as of the start of the call, in batches of up to 500 records, in order.
    ///
    /// - Parameter body: receives a batch and returns false to stop reading.
    /// - Throws: `.timedOut` at the deadline, `.offsetOutOfRange` if the offset no longer exists, and errors from
    ///   `body`.
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

    /// Returns the offsets from the first one that the broker has up to the next one to be written.
    package func watermarks(
        _ partition: TopicPartition, deadline: Deadline = .after(.seconds(10))
    ) throws(KafkaError) -> Range<Int64> {
        try watermarks([partition], deadline: deadline)[partition] ?? 0..<0
    }

    /// Returns the offsets of many partitions, with one request per leader.
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
        // Discards logs and errors, which would otherwise accumulate.
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

/// A fetch of one partition through librdkafka's legacy consumer functions, which need no group.
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

    /// Waits for the next record. Returns true if `body` does, or if no more records exist.
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
                if error.isOffsetGone {
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

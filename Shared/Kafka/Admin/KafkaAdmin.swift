import CRdKafka
import Executors
import Glibc

/// Manages topics and their settings, and reads watermarks and the cluster id. Create one, keep it, and close it.
///
/// Calls block the actor's own thread, each at most for its time limit. librdkafka's mock cluster does not support
/// topic administration: there `createTopics` throws `.unsupported` unless all topics exist.
package actor KafkaAdmin {
    private let executor = ThreadExecutor(name: "kafka-admin")
    private let client: Client
    /// A queue for results, separate from the client's logs and errors.
    private let results: Queue
    private var isClosed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: `.invalidArgument` for an invalid setting. An unreachable broker is not an error at this point.
    package init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        client = try Client(configuration, role: .admin)
        results = Queue(rd_kafka_queue_new(client.handle))
    }

    deinit {
        results.release()
        client.destroy(within: .zero)
    }

    package func close() {
        guard !isClosed else { return }
        isClosed = true
        results.release()
        client.destroy(within: .seconds(5))
    }

    // MARK: - Topics

    /// Creates the topics that do not exist and returns their names once all of their partitions are usable. Existing
    /// topics are left unchanged.
    package func createTopics(_ topics: [TopicSpec], within timeout: Duration = .seconds(30)) throws(KafkaError)
        -> [String]
    {
        let deadline = Deadline.after(timeout)
        // If all topics exist, no request is sent, so neither the right to create topics nor topic administration is
        // needed.
        let existing = Set(try describeTopics(within: timeout).map(\.name))
        let missing = topics.filter { !existing.contains($0.name) }
        guard !missing.isEmpty else { return [] }
        var created: Set<String> = []
        for outcome in try create(missing, within: timeout) {
            switch outcome.error {
            case nil: created.insert(outcome.name)
            case .some(let error) where error.code == .topicAlreadyExists: break
            case .some(let error): throw error
            }
        }
        let made = missing.filter { created.contains($0.name) }.flatMap { topic in
            (0..<topic.partitions).map { TopicPartition(topic: topic.name, partition: $0) }
        }
        try awaitLeaders(of: made, deadline)
        return missing.map(\.name).filter(created.contains)
    }

    /// Waits until the brokers know the partitions, which takes a moment after the controller has created the topic.
    private func awaitLeaders(of partitions: [TopicPartition], _ deadline: Deadline) throws(KafkaError) {
        while true {
            do {
                _ = try queryWatermarks(
                    try open(), partitions, within: .milliseconds(Int(deadline.milliseconds(atMost: 60_000))))
                return
            } catch {
                guard error.isTopicOrAuthorisation, !deadline.hasPassed else { throw error }
                usleep(50_000)
                // If a broker reports a topic with some of its partitions, librdkafka does not ask again until its
                // metadata expires. A full metadata request corrects that.
                _ = try describeTopics(within: .seconds(5))
            }
        }
    }

    /// Returns all topics of the cluster, including Kafka's own (`__consumer_offsets`).
    package func describeTopics(within timeout: Duration = .seconds(10)) throws(KafkaError) -> [TopicDescription] {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        try KafkaError.check(rd_kafka_metadata(try open(), 1, nil, &metadata, timeout.wholeMilliseconds))
        guard let metadata else { return [] }
        defer { rd_kafka_metadata_destroy(metadata) }
        return (0..<Int(metadata.pointee.topic_cnt)).compactMap { index in
            let topic = metadata.pointee.topics[index]
            guard let name = topic.topic, topic.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
            return TopicDescription(
                name: String(cString: name), partitions: topic.partition_cnt,
                replication: topic.partition_cnt > 0 ? Int16(topic.partitions[0].replica_cnt) : 0)
        }
    }

    // MARK: - Offsets

    /// Returns the offsets from the first one that the broker has up to the next one to be written.
    package func watermarks(_ partition: TopicPartition, within timeout: Duration = .seconds(10)) throws(KafkaError)
        -> Range<Int64>
    {
        try queryWatermarks(try open(), [partition], within: timeout)[partition] ?? 0..<0
    }

    /// Returns the cluster's present id, or nil if the broker has none.
    package func clusterID(within timeout: Duration = .seconds(10)) throws(KafkaError) -> String? {
        // librdkafka caches the id. A metadata request refreshes it.
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let client = try open()
        try KafkaError.check(rd_kafka_metadata(client, 0, nil, &metadata, timeout.wholeMilliseconds))
        rd_kafka_metadata_destroy(metadata)
        guard let id = rd_kafka_clusterid(client, timeout.wholeMilliseconds) else { return nil }
        defer { rd_kafka_mem_free(client, id) }
        return String(cString: id)
    }

    // MARK: - Requests

    private func open() throws(KafkaError) -> OpaquePointer {
        guard !isClosed else { throw KafkaError(.closed) }
        // Discards logs and errors, which would otherwise accumulate.
        while client.queue.poll(0, { _ in }) != nil {}
        return client.handle
    }

    private func create(_ topics: [TopicSpec], within timeout: Duration) throws(KafkaError) -> [TopicOutcome] {
        let (client, options) = (try open(), try creationOptions(timeout))
        defer { rd_kafka_AdminOptions_destroy(options) }
        try requireController(client, within: timeout)
        var requests: [OpaquePointer?] = []
        defer { for request in requests { rd_kafka_NewTopic_destroy(request) } }
        for topic in topics { requests.append(try topic.librdkafkaTopic()) }
        rd_kafka_CreateTopics(client, &requests, requests.count, options, results.pointer)
        return try result(within: timeout) { event in
            var count = 0
            let outcomes = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
            return (0..<count).compactMap { outcomes?[$0].map(TopicOutcome.init) }
        }
    }

    private func creationOptions(_ timeout: Duration) throws(KafkaError) -> OpaquePointer {
        guard let options = rd_kafka_AdminOptions_new(client.handle, RD_KAFKA_ADMIN_OP_CREATETOPICS) else {
            throw KafkaError(.invalidArgument)
        }
        var ignored = [CChar](repeating: 0, count: 64)
        rd_kafka_AdminOptions_set_request_timeout(options, timeout.wholeMilliseconds, &ignored, ignored.count)
        rd_kafka_AdminOptions_set_operation_timeout(options, timeout.wholeMilliseconds, &ignored, ignored.count)
        return options
    }

    /// Throws `.unsupported` if the controller is not one of the brokers, as with the mock cluster. librdkafka would
    /// wait for such a controller until the time limit.
    private func requireController(_ client: OpaquePointer, within timeout: Duration) throws(KafkaError) {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        try KafkaError.check(rd_kafka_metadata(client, 0, nil, &metadata, timeout.wholeMilliseconds))
        guard let metadata else { return }
        defer { rd_kafka_metadata_destroy(metadata) }
        let controller = rd_kafka_controllerid(client, timeout.wholeMilliseconds)
        let brokers = (0..<Int(metadata.pointee.broker_cnt)).map { metadata.pointee.brokers[$0].id }
        guard controller < 0 || brokers.contains(controller) else {
            throw KafkaError(.unsupported, "the broker does not support topic administration")
        }
    }

    /// Waits for the result of the last request. A result that arrives after its own call has timed out is discarded.
    private func result<R>(
        within timeout: Duration, _ body: (OpaquePointer) -> R
    ) throws(KafkaError) -> R {
        let deadline = Deadline.after(timeout + .seconds(2))
        guard let event = rd_kafka_queue_poll(results.pointer, deadline.milliseconds(atMost: .max)) else {
            throw KafkaError(.timedOut, isRetriable: true)
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw KafkaError(code, rd_kafka_event_error_string(event).map { String(cString: $0) })
        }
        return body(event)
    }
}

/// The result for one topic.
private struct TopicOutcome {
    let name: String
    let error: KafkaError?

    init(_ result: OpaquePointer) {
        name = String(cString: rd_kafka_topic_result_name(result))
        let code = rd_kafka_topic_result_error(result)
        error =
            code == RD_KAFKA_RESP_ERR_NO_ERROR
            ? nil : KafkaError(code, rd_kafka_topic_result_error_string(result).map { String(cString: $0) })
    }
}

extension TopicSpec {
    fileprivate func librdkafkaTopic() throws(KafkaError) -> OpaquePointer {
        var topic: OpaquePointer?
        let refusal = withErrorText { text, size in
            topic = rd_kafka_NewTopic_new(name, partitions, Int32(replication), text, size)
            return topic != nil
        }
        guard let topic else { throw KafkaError(.invalidArgument, refusal ?? name) }
        for (key, value) in config { rd_kafka_NewTopic_set_config(topic, key, value) }
        return topic
    }
}

import CRdKafka
import Executors
import Glibc

/// Topics and their settings, watermarks, the cluster's id. Long-lived: keep one and close it.
///
/// Its calls block a thread of its own, each at most as long as its time limit. librdkafka's mock cluster knows no topic
/// administration: there `createTopics`, `deleteTopics` and `topicConfig` throw `.unsupported`.
package actor KafkaAdmin {
    private let executor = ThreadExecutor(name: "kafka-admin")
    private let client: Client
    /// Results come here, apart from the client's logs and errors.
    private let results: Queue
    private var isClosed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: `.invalidArgument` for a wrong setting. A broker that does not answer is no error yet.
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

    /// Makes those topics that are not there yet, and answers their names when each of their partitions can be used. One that
    /// is there is left as it is.
    package func createTopics(_ topics: [TopicSpec], within timeout: Duration = .seconds(30)) throws(KafkaError)
        -> [String]
    {
        let deadline = Deadline.after(timeout)
        // Nothing is asked for when all is there: then neither the right to create nor an administration is needed.
        let existing = Set(try describeTopics(within: timeout).map(\.name))
        let missing = topics.filter { !existing.contains($0.name) }
        guard !missing.isEmpty else { return [] }
        var created: Set<String> = []
        for outcome in try topicResults(
            of: RD_KAFKA_ADMIN_OP_CREATETOPICS, within: timeout,
            { client, options, queue throws(KafkaError) in
                var made: [OpaquePointer?] = []
                defer { for topic in made { rd_kafka_NewTopic_destroy(topic) } }
                for topic in missing { made.append(try topic.librdkafkaTopic()) }
                rd_kafka_CreateTopics(client, &made, made.count, options, queue)
            },
            { event, count in rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count) })
        {
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

    /// The controller has made the topic; the brokers hear of it a moment later.
    private func awaitLeaders(of partitions: [TopicPartition], _ deadline: Deadline) throws(KafkaError) {
        while true {
            do {
                _ = try queryWatermarks(
                    try open(), partitions, within: .milliseconds(Int(deadline.milliseconds(atMost: 60_000))))
                return
            } catch {
                guard error.isTopicOrAuthorisation, !deadline.hasPassed else { throw error }
                usleep(50_000)
                // A broker that tells of a topic with a part of its partitions is taken at its word by librdkafka, which
                // then asks no more until its metadata is old: all of it is asked for anew.
                _ = try describeTopics(within: .seconds(5))
            }
        }
    }

    /// A topic that is not there is no error.
    package func deleteTopics(_ names: [String], within timeout: Duration = .seconds(10)) throws(KafkaError) {
        for outcome in try topicResults(
            of: RD_KAFKA_ADMIN_OP_DELETETOPICS, within: timeout,
            { client, options, queue throws(KafkaError) in
                var gone = names.map { rd_kafka_DeleteTopic_new($0) }
                defer { for topic in gone { rd_kafka_DeleteTopic_destroy(topic) } }
                rd_kafka_DeleteTopics(client, &gone, gone.count, options, queue)
            },
            { event, count in rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count) })
        {
            if let error = outcome.error, error.code != .unknownTopicOrPartition { throw error }
        }
    }

    /// All topics of the cluster, those of Kafka itself (`__consumer_offsets`) included.
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

    /// A topic's settings with their effective values, the broker's defaults included.
    package func topicConfig(_ topic: String, within timeout: Duration = .seconds(10)) throws(KafkaError)
        -> [String: String]
    {
        let (client, options) = (try open(), try options(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout))
        defer { rd_kafka_AdminOptions_destroy(options) }
        var resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        defer { rd_kafka_ConfigResource_destroy(resource) }
        rd_kafka_DescribeConfigs(client, &resource, 1, options, results.pointer)
        return try result(within: timeout) { event throws(KafkaError) in
            var count = 0
            let answers = rd_kafka_DescribeConfigs_result_resources(
                rd_kafka_event_DescribeConfigs_result(event), &count)
            guard count == 1, let answer = answers?[0] else { throw KafkaError(.unknownTopicOrPartition) }
            try KafkaError.check(rd_kafka_ConfigResource_error(answer))
            var size = 0
            let entries = rd_kafka_ConfigResource_configs(answer, &size)
            var settings: [String: String] = [:]
            for index in 0..<size {
                guard let entry = entries?[index], let name = rd_kafka_ConfigEntry_name(entry) else { continue }
                settings[String(cString: name)] = rd_kafka_ConfigEntry_value(entry).map { String(cString: $0) }
            }
            return settings
        }
    }

    // MARK: - Places

    /// From the first offset that the broker has to the next one to be written.
    package func watermarks(_ partition: TopicPartition, within timeout: Duration = .seconds(10)) throws(KafkaError)
        -> Range<Int64>
    {
        try queryWatermarks(try open(), [partition], within: timeout)[partition] ?? 0..<0
    }

    /// The cluster's own id, asked for anew; nil when the broker has none.
    package func clusterID(within timeout: Duration = .seconds(10)) throws(KafkaError) -> String? {
        // librdkafka remembers the id; a metadata request renews what it remembers.
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let client = try open()
        try KafkaError.check(rd_kafka_metadata(client, 0, nil, &metadata, timeout.wholeMilliseconds))
        rd_kafka_metadata_destroy(metadata)
        guard let id = rd_kafka_clusterid(client, timeout.wholeMilliseconds) else { return nil }
        defer { rd_kafka_mem_free(client, id) }
        return String(cString: id)
    }

    // MARK: - Asking

    private func open() throws(KafkaError) -> OpaquePointer {
        guard !isClosed else { throw KafkaError(.closed) }
        // Logs and errors would pile up otherwise.
        while client.queue.poll(0, { _ in }) != nil {}
        return client.handle
    }

    private func options(_ operation: rd_kafka_admin_op_t, _ timeout: Duration) throws(KafkaError) -> OpaquePointer {
        guard let options = rd_kafka_AdminOptions_new(client.handle, operation) else {
            throw KafkaError(.invalidArgument)
        }
        var ignored = [CChar](repeating: 0, count: 64)
        rd_kafka_AdminOptions_set_request_timeout(options, timeout.wholeMilliseconds, &ignored, ignored.count)
        if operation != RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS {
            rd_kafka_AdminOptions_set_operation_timeout(options, timeout.wholeMilliseconds, &ignored, ignored.count)
        }
        return options
    }

    private func topicResults(
        of operation: rd_kafka_admin_op_t, within timeout: Duration,
        _ send: (OpaquePointer, OpaquePointer, OpaquePointer?) throws(KafkaError) -> Void,
        _ read: (OpaquePointer, inout Int) -> UnsafeMutablePointer<OpaquePointer?>?
    ) throws(KafkaError) -> [TopicOutcome] {
        let (client, options) = (try open(), try options(operation, timeout))
        defer { rd_kafka_AdminOptions_destroy(options) }
        try requireController(client, within: timeout)
        try send(client, options, results.pointer)
        return try result(within: timeout) { event throws(KafkaError) in
            var count = 0
            let outcomes = read(event, &count)
            return (0..<count).compactMap { outcomes?[$0].map(TopicOutcome.init) }
        }
    }

    /// The mock cluster names a controller that is none of its brokers, and librdkafka would wait for it until the time is up.
    private func requireController(_ client: OpaquePointer, within timeout: Duration) throws(KafkaError) {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        try KafkaError.check(rd_kafka_metadata(client, 0, nil, &metadata, timeout.wholeMilliseconds))
        guard let metadata else { return }
        defer { rd_kafka_metadata_destroy(metadata) }
        let controller = rd_kafka_controllerid(client, timeout.wholeMilliseconds)
        let brokers = (0..<Int(metadata.pointee.broker_cnt)).map { metadata.pointee.brokers[$0].id }
        guard controller < 0 || brokers.contains(controller) else {
            throw KafkaError(.unsupported, "this broker has no topic administration")
        }
    }

    /// Waits for the answer to what was just asked; one that came too late for its own call is passed over.
    private func result<R>(
        within timeout: Duration, _ body: (OpaquePointer) throws(KafkaError) -> R
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
        return try body(event)
    }
}

/// What became of one topic.
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

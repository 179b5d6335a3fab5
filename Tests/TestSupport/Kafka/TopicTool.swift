import CRdKafka
import Executors
package import Kafka

/// Deletes topics and reads their settings on a real broker, which only tests do.
package struct TopicTool: Sendable {
    private let configuration: KafkaConfiguration

    package init(_ configuration: KafkaConfiguration) {
        self.configuration = configuration
    }

    /// Deletes topics. A topic that does not exist is not an error.
    package func delete(_ topics: [String]) async throws {
        try await withClient { client, queue in
            var requests = topics.map { rd_kafka_DeleteTopic_new($0) }
            defer { for request in requests { rd_kafka_DeleteTopic_destroy(request) } }
            rd_kafka_DeleteTopics(client, &requests, requests.count, nil, queue)
            let event = try Self.result(queue)
            defer { rd_kafka_event_destroy(event) }
            var count = 0
            let outcomes = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
            for index in 0..<count {
                let code = rd_kafka_topic_result_error(outcomes?[index])
                if code != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART { try Self.check(code) }
            }
        }
    }

    /// Returns a topic's effective settings, including the broker's defaults.
    package func settings(of topic: String) async throws -> [String: String] {
        try await withClient { client, queue in
            var resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
            defer { rd_kafka_ConfigResource_destroy(resource) }
            rd_kafka_DescribeConfigs(client, &resource, 1, nil, queue)
            let event = try Self.result(queue)
            defer { rd_kafka_event_destroy(event) }
            var count = 0
            let resources = rd_kafka_DescribeConfigs_result_resources(
                rd_kafka_event_DescribeConfigs_result(event), &count)
            guard count == 1, let answer = resources?[0] else { throw KafkaError(.unknownTopicOrPartition) }
            try Self.check(rd_kafka_ConfigResource_error(answer))
            let entries = rd_kafka_ConfigResource_configs(answer, &count)
            var settings: [String: String] = [:]
            for index in 0..<count {
                guard let entry = entries?[index], let name = rd_kafka_ConfigEntry_name(entry) else { continue }
                settings[String(cString: name)] = rd_kafka_ConfigEntry_value(entry).map { String(cString: $0) }
            }
            return settings
        }
    }

    /// Runs `body` on its own thread with a client of its own.
    private func withClient<R: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer, OpaquePointer) throws -> R
    ) async throws -> R {
        let thread = ThreadExecutor(name: "topic-tool")
        defer { thread.shutdown() }
        let servers = configuration.bootstrapServers
        return try await withCheckedContinuation { continuation in
            thread.submit {
                let result = Result {
                    let settings = rd_kafka_conf_new()
                    rd_kafka_conf_set(settings, "bootstrap.servers", servers, nil, 0)
                    guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, settings, nil, 0),
                        let queue = rd_kafka_queue_new(client)
                    else { throw KafkaError(.invalidArgument) }
                    defer {
                        rd_kafka_queue_destroy(queue)
                        rd_kafka_destroy(client)
                    }
                    return try body(client, queue)
                }
                continuation.resume(returning: result)
            }
        }.get()
    }

    private static func result(_ queue: OpaquePointer) throws -> OpaquePointer {
        guard let event = rd_kafka_queue_poll(queue, 60_000) else { throw KafkaError(.timedOut) }
        do {
            try check(rd_kafka_event_error(event))
            return event
        } catch {
            rd_kafka_event_destroy(event)
            throw error
        }
    }

    private static func check(_ code: rd_kafka_resp_err_t) throws {
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(KafkaError.Code(rawValue: code.rawValue)) }
    }
}

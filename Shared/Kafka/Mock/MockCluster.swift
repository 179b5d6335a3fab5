import CRdKafka
import Executors

/// librdkafka's own brokers in this process, spoken to over TCP on loopback: for development without a Kafka and for tests,
/// where it also plays the faults.
///
/// It keeps everything in memory, the newest 5 MB or 100,000 records a partition, and knows no topic administration over the
/// wire: topics are made here. A group's first join takes three seconds.
package final class MockCluster: Sendable {
    /// `host:port` of each broker; the ports are chosen by the system.
    package let bootstrapServers: String
    private let cluster: Monitor<Handles?>

    private struct Handles: @unchecked Sendable {  // guarded by the monitor around it
        let cluster: OpaquePointer
        /// The client instance in which the brokers live.
        let host: OpaquePointer
    }

    package init(brokers: Int = 1) throws(KafkaError) {
        let configuration = KafkaConfiguration(bootstrapServers: "", clientID: "mock")
        let settings = try ClientSettings(configuration, role: .admin, events: RD_KAFKA_EVENT_LOG)
        let host = try settings.take(RD_KAFKA_PRODUCER)
        guard let cluster = rd_kafka_mock_cluster_new(host, Int32(brokers)) else {
            rd_kafka_destroy(host)
            throw KafkaError(.transport, "the mock cluster could not listen")
        }
        bootstrapServers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
        self.cluster = Monitor(Handles(cluster: cluster, host: host))
    }

    deinit {
        stop()
    }

    /// Closes all connections and forgets all records. Blocks for a moment.
    package func stop() {
        let handles = cluster.withLock { cluster in
            defer { cluster = nil }
            return cluster
        }
        guard let handles else { return }
        rd_kafka_mock_cluster_destroy(handles.cluster)
        rd_kafka_destroy(handles.host)
    }

    private func with<R>(_ body: (OpaquePointer) -> R) -> R? {
        cluster.withLock { $0.map { body($0.cluster) } }
    }

    /// - Throws: `.topicAlreadyExists`.
    package func createTopic(_ name: String, partitions: Int32, replication: Int32 = 1) throws(KafkaError) {
        let code = with { rd_kafka_mock_topic_create($0, name, partitions, replication) }
        try KafkaError.check(code ?? RD_KAFKA_RESP_ERR__DESTROY)
    }

    /// The next requests of that kind, one an error, are answered with these errors instead of being done. `.transport` closes
    /// the connection without an answer.
    package func pushRequestErrors(_ request: Request, _ errors: [KafkaError.Code]) {
        let codes = errors.map { rd_kafka_resp_err_t($0.rawValue) }
        _ = with { rd_kafka_mock_push_request_errors_array($0, request.rawValue, codes.count, codes) }
    }

    package func clearRequestErrors(_ request: Request) {
        _ = with { rd_kafka_mock_clear_request_errors($0, request.rawValue) }
    }

    /// Closes the broker's connections and refuses new ones. Brokers are numbered from 1.
    package func setBrokerDown(_ broker: Int32) {
        _ = with { rd_kafka_mock_broker_set_down($0, broker) }
    }

    package func setBrokerUp(_ broker: Int32) {
        _ = with { rd_kafka_mock_broker_set_up($0, broker) }
    }

    /// Each answer of the broker comes so much later.
    package func setRoundTrip(_ broker: Int32, _ time: Duration) {
        _ = with { rd_kafka_mock_broker_set_rtt($0, broker, time.wholeMilliseconds) }
    }

    /// Kafka's numbers of the requests that the mock answers.
    package enum Request: Int16, Sendable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case metadata = 3
        case offsetCommit = 8
        case offsetFetch = 9
        case findCoordinator = 10
        case joinGroup = 11
        case heartbeat = 12
        case leaveGroup = 13
        case syncGroup = 14
        case initProducerID = 22
    }
}

import CRdKafka
import Executors

/// librdkafka's mock brokers in this process, reached over TCP on loopback. Used for development without Kafka and for
/// tests, which also inject faults.
///
/// Records are kept in memory, at most 5 MB or 100,000 records per partition. Topic administration over the protocol is
/// not supported; topics are created here. A group's first join takes three seconds.
package final class MockCluster: Sendable {
    /// The `host:port` of each broker. The system chooses the ports.
    package let bootstrapServers: String
    private let cluster: Monitor<Handles?>

    private struct Handles: @unchecked Sendable {  // guarded by the monitor around it
        let cluster: OpaquePointer
        /// The client instance that runs the brokers.
        let host: OpaquePointer
    }

    package init(brokers: Int = 1) throws(KafkaError) {
        let configuration = KafkaConfiguration(bootstrapServers: "", clientID: "mock")
        let settings = try ClientSettings(configuration, role: .admin, events: RD_KAFKA_EVENT_LOG)
        let host = try settings.makeClient(RD_KAFKA_PRODUCER)
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

    /// Closes all connections and discards all records. Blocks briefly.
    package func stop() {
        let handles = cluster.withLock { cluster in
            defer { cluster = nil }
            return cluster
        }
        guard let handles else { return }
        rd_kafka_mock_cluster_destroy(handles.cluster)
        rd_kafka_destroy(handles.host)
    }

    /// Calls `body` with librdkafka's handle of the cluster. Returns nil after `stop`.
    package func withHandle<R>(_ body: (OpaquePointer) -> R) -> R? {
        cluster.withLock { $0.map { body($0.cluster) } }
    }

    /// Creates a topic.
    ///
    /// - Throws: `.topicAlreadyExists`.
    package func createTopic(_ name: String, partitions: Int32, replication: Int32 = 1) throws(KafkaError) {
        let code = withHandle { rd_kafka_mock_topic_create($0, name, partitions, replication) }
        try KafkaError.check(code ?? RD_KAFKA_RESP_ERR__DESTROY)
    }
}

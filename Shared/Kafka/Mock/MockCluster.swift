/// librdkafka's own broker for development and tests, in this process: memory only, over TCP on loopback.
package final class MockCluster: Sendable {
    package let bootstrapServers: String

    package init(brokers: Int = 1) throws(KafkaError) { fatalError("not yet") }

    package func createTopic(_ name: String, partitions: Int32, replication: Int32 = 1) throws(KafkaError) {}

    /// The next requests of that kind are answered with these errors.
    package func pushRequestErrors(_ request: Request, _ errors: [KafkaError.Code]) {}

    package func setBrokerDown(_ broker: Int32) {}

    package func setBrokerUp(_ broker: Int32) {}

    package func setRoundTrip(_ broker: Int32, _ time: Duration) {}

    package func stop() {}

    /// Kafka's request numbers.
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
        case syncGroup = 14
        case initProducerID = 22
    }
}

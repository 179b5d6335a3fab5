package import Kafka

/// A mock cluster of a test's own, for the faults that it plays; gone with the value.
package final class MockKafka: Sendable {
    package let cluster: MockCluster

    package init(brokers: Int = 1, topics: [TopicSpec] = []) throws {
        cluster = try MockCluster(brokers: brokers)
        for topic in topics {
            try cluster.createTopic(
                topic.name, partitions: topic.partitions, replication: Int32(max(1, topic.replication)))
        }
    }

    package var configuration: KafkaConfiguration {
        KafkaConfiguration(bootstrapServers: cluster.bootstrapServers, clientID: "test")
    }
}

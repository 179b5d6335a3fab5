/// A topic as it should be.
package struct TopicSpec: Sendable, Hashable {
    package var name: String
    package var partitions: Int32
    /// -1: the broker's default.
    package var replication: Int16
    package var config: [String: String]

    package init(name: String, partitions: Int32, replication: Int16 = -1, config: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.config = config
    }
}

/// A topic as the broker has it.
package struct TopicDescription: Sendable, Hashable {
    package var name: String
    package var partitions: Int32
    package var replication: Int16
}

/// Administration of a cluster.
package actor KafkaAdmin {
    package init(_ configuration: KafkaConfiguration) throws(KafkaError) {
    }

    /// Makes those that are not there yet; answers which were made.
    package func createTopics(_ topics: [TopicSpec], within timeout: Duration = .seconds(10)) throws(KafkaError)
        -> [String]
    { fatalError("not yet") }

    package func deleteTopics(_ names: [String], within timeout: Duration = .seconds(10)) throws(KafkaError) {
        fatalError("not yet")
    }

    package func describeTopics(within timeout: Duration = .seconds(10)) throws(KafkaError) -> [TopicDescription] {
        fatalError("not yet")
    }

    /// A topic's settings, effective values.
    package func topicConfig(_ topic: String, within timeout: Duration = .seconds(10)) throws(KafkaError)
        -> [String: String]
    { fatalError("not yet") }

    /// The first offset there is, and the next to be written.
    package func watermarks(_ partition: TopicPartition, within timeout: Duration = .seconds(10)) throws(KafkaError)
        -> Range<Int64>
    { fatalError("not yet") }

    package func clusterID(within timeout: Duration = .seconds(10)) throws(KafkaError) -> String? {
        fatalError("not yet")
    }

    package func close() {}
}

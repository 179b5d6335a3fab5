/// The desired properties of a topic.
package struct TopicSpec: Sendable, Hashable {
    package var name: String
    package var partitions: Int32
    /// The replication factor; -1 selects the broker's default.
    package var replication: Int16
    /// Settings by Kafka's names, such as `cleanup.policy` and `retention.ms`.
    package var config: [String: String]

    package init(name: String, partitions: Int32, replication: Int16 = -1, config: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.config = config
    }
}

/// An existing topic.
package struct TopicDescription: Sendable, Hashable {
    package var name: String
    package var partitions: Int32
    package var replication: Int16

    package init(name: String, partitions: Int32, replication: Int16) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
    }
}

/// A partition of a topic: the unit of ordering, assignment and position.
package struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    package let topic: String
    package let partition: Int32

    package init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// Called for every record and report. A service has only a few topics, so the whole name need not be hashed.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(partition)
        hasher.combine(topic.utf8.count)
    }

    package var description: String { "\(topic)[\(partition)]" }
}

/// Where reading a partition starts.
package enum StartOffset: Hashable, Sendable {
    /// The oldest record that the broker has.
    case earliest
    /// After the newest record that the broker has.
    case latest
    /// This offset. If the broker no longer has it, `KafkaConsumerDelegate.offsetGone` is called.
    case at(Int64)
}

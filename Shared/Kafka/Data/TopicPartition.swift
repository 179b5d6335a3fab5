/// One partition of one topic: the unit of order, of assignment and of position.
package struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    package let topic: String
    package let partition: Int32

    package init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// Looked up for every record and report: the few topics of a service need no hash of their whole names.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(partition)
        hasher.combine(topic.utf8.count)
    }

    package var description: String { "\(topic)[\(partition)]" }
}

/// Where reading a partition begins.
package enum StartOffset: Hashable, Sendable {
    /// The oldest record that the broker still has.
    case earliest
    /// After the newest record that the broker has now.
    case latest
    /// This offset; when the broker has it no more, `KafkaConsumerDelegate.offsetGone` is asked.
    case at(Int64)
}

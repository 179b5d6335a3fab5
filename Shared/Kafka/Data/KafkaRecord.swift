/// A record that was read.
package struct KafkaRecord: Sendable {
    package var topic: String
    package var partition: Int32
    package var offset: Int64
    package var key: [UInt8]?
    /// The value; nil is a tombstone.
    package var value: [UInt8]?
    /// In the order in which they were written. Names may repeat.
    package var headers: [(name: String, value: [UInt8])]
    /// Milliseconds since 1970; -1 if the broker reported none.
    package var timestampMilliseconds: Int64

    package init(
        topic: String, partition: Int32, offset: Int64, key: [UInt8]?, value: [UInt8]?,
        headers: [(name: String, value: [UInt8])] = [], timestampMilliseconds: Int64 = -1
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.key = key
        self.value = value
        self.headers = headers
        self.timestampMilliseconds = timestampMilliseconds
    }

    package var topicPartition: TopicPartition { TopicPartition(topic: topic, partition: partition) }

    /// Returns the value of the last header with this name. As in Kafka's own clients, later headers override earlier
    /// ones.
    package func header(_ name: String) -> [UInt8]? {
        headers.last { $0.name == name }?.value
    }
}

/// The statistics of a librdkafka client, from its statistics event (see STATISTICS.md).
package struct KafkaStatistics: Sendable {
    /// librdkafka's name of the client, `<client.id>#producer-1`.
    package var client: String
    package var isProducer: Bool
    /// The records that wait in the producer or consumer, and their size in bytes.
    package var queuedMessages: Int
    package var queuedBytes: Int
    package var sentMessages: Int
    package var receivedMessages: Int
    package var brokers: [Broker]
    package var partitions: [Partition]
    /// The consumer group; nil for a producer.
    package var group: Group?

    package struct Broker: Sendable {
        package var name: String
        package var isUp: Bool
        /// The mean and 99th percentile round trip in seconds; nil if nothing was sent in the interval.
        package var roundTrip: Double?
        package var roundTrip99: Double?
        package var requestTimeouts: Int
        package var retries: Int
        package var connects: Int
        package var disconnects: Int
    }

    package struct Partition: Sendable {
        package var topicPartition: TopicPartition
        package var lowWatermark: Int64?
        package var highWatermark: Int64?
        /// The id of the leader; nil if there is none or the topic does not exist.
        package var leader: Int32?
        /// Whether a fetcher is running for the partition.
        package var isFetched: Bool
    }

    package struct Group: Sendable {
        package var state: String
        package var rebalances: Int
        package var lastRebalanceReason: String
        package var assignedPartitions: Int
    }
}

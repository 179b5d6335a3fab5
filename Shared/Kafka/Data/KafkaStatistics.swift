/// What librdkafka counts about itself, from its statistics event (STATISTICS.md has each field).
package struct KafkaStatistics: Sendable {
    /// Librdkafka's name of the client instance, `<client.id>#producer-1`.
    package var client: String
    package var isProducer: Bool
    /// Records waiting in the producer or the consumer, and their bytes.
    package var queuedMessages: Int
    package var queuedBytes: Int
    package var sentMessages: Int
    package var receivedMessages: Int
    package var brokers: [Broker]
    package var partitions: [Partition]
    /// Nil for a producer.
    package var group: Group?

    package struct Broker: Sendable {
        package var name: String
        package var isUp: Bool
        /// Round trip, mean and 99th percentile, in seconds; nil when nothing was sent in the interval.
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
        /// The broker that leads it; nil while none does or the topic is not there.
        package var leader: Int32?
        /// False while no fetcher runs for it: none was started, or it has stopped.
        package var isFetched: Bool
    }

    package struct Group: Sendable {
        package var state: String
        package var rebalances: Int
        package var lastRebalanceReason: String
        package var assignedPartitions: Int
    }
}

/// The options of a producer. The defaults suit the relay.
package struct KafkaProducerOptions: Sendable {
    /// How long a record may wait for others to share its batch. Zero sends immediately and reduces throughput.
    package var linger: Duration = .milliseconds(1)
    /// The maximum number of records in the producer, including reports that were not taken. Beyond it `enqueue` throws
    /// `.queueFull`.
    package var queueLimit = 20_000
    package var queueBytes = 64 << 20
    /// How long records of an unknown topic are kept before they fail.
    package var unknownTopicTimeout: Duration = .seconds(5)
    /// `none`, `lz4`, `zstd`, `gzip`, `snappy`
    package var compression = "lz4"

    package init() {}
}

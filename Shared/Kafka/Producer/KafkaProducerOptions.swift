/// What one producer's owner may choose; the defaults suit the relay.
package struct KafkaProducerOptions: Sendable {
    /// How long a record may wait for others to share its batch. Zero sends at once and costs throughput.
    package var linger: Duration = .milliseconds(1)
    /// How many records may be in the producer's hands, reports not taken included: beyond it `.queueFull`.
    package var queueLimit = 20_000
    package var queueBytes = 64 << 20
    /// For how long records of a topic that the broker does not know are kept before they fail.
    package var unknownTopicPatience: Duration = .seconds(5)
    /// `none`, `lz4`, `zstd`, `gzip`, `snappy`
    package var compression = "lz4"

    package init() {}
}

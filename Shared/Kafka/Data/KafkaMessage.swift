/// A record to write.
package struct KafkaMessage: Sendable {
    package var topic: String
    /// The partition; nil chooses it by the key (murmur2, as Java's default partitioner), or at random without a key.
    package var partition: Int32?
    package var key: [UInt8]?
    /// The value; nil is a tombstone, which deletes the key from a compacted topic.
    package var value: [UInt8]?
    package var headers: [(name: String, value: [UInt8])]
    /// Milliseconds since 1970; nil means the time of the send.
    package var timestamp: Int64?

    package init(
        topic: String, partition: Int32? = nil, key: [UInt8]? = nil, value: [UInt8]? = nil,
        headers: [(name: String, value: [UInt8])] = [], timestamp: Int64? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
    }
}

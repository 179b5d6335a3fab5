/// A record to be written.
package struct KafkaMessage: Sendable {
    package var topic: String
    /// Nil: by the key, as Java's default partitioner chooses (murmur2); without a key, any.
    package var partition: Int32?
    package var key: [UInt8]?
    /// Nil is a tombstone: on a compacted topic it erases the key.
    package var value: [UInt8]?
    package var headers: [(name: String, value: [UInt8])]
    /// Milliseconds since 1970; nil is the time of the send.
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

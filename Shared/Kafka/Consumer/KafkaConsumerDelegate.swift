/// What is done with a consumer's partitions and records: the positions are the delegate's, not Kafka's.
///
/// Every call runs on the cooperative pool, never on the consumer's thread, which goes on polling meanwhile. Calls about one
/// partition come strictly one after the other; different partitions are served in parallel. An error thrown ends `run`,
/// which throws it on after closing: give `.retry` for what may pass.
package protocol KafkaConsumerDelegate: Sendable {
    /// The group gave these partitions to us. Says where each begins; one not named begins at its earliest record.
    func assigned(_ partitions: [TopicPartition]) async throws -> [TopicPartition: StartOffset]

    /// They are no longer ours, or the consumer stops. Awaited, before another member gets them, after the work in hand was
    /// finished or abandoned.
    func revoked(_ partitions: [TopicPartition]) async

    /// Records in the order of their offsets, at least one; those of one partition only.
    func records(_ batch: [KafkaRecord], of partition: TopicPartition) async throws -> Flow

    /// Everything up to `offset` (the next one to be written) was handled.
    func reachedEnd(_ partition: TopicPartition, at offset: Int64) async throws -> Flow

    /// The broker does not have the offset that we wanted: the topic was made anew, truncated, or its retention passed us.
    func offsetGone(_ partition: TopicPartition) async throws -> StartOffset
}

/// How a consumer goes on with a partition.
package enum Flow: Sendable, Hashable {
    case next
    /// Read from there; what was fetched ahead is dropped.
    case seek(StartOffset)
    /// The same call is made again after that time; the partition waits, others go on.
    case retry(after: Duration)
}

extension KafkaConsumerDelegate {
    package func revoked(_ partitions: [TopicPartition]) async {}

    package func reachedEnd(_ partition: TopicPartition, at offset: Int64) async throws -> Flow { .next }
}

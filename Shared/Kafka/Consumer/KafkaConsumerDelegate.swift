/// The receiver of a consumer's partitions and records. The delegate, not Kafka, owns the positions.
///
/// Calls run on the cooperative pool, never on the consumer's thread. Calls for one partition are strictly sequential,
/// and different partitions are served in parallel. An error ends `run`, which rethrows it after closing; return
/// `.retry` for transient failures.
package protocol KafkaConsumerDelegate: Sendable {
    /// Receives newly assigned partitions and returns where each begins. A partition without an entry begins at its
    /// earliest record.
    func assigned(_ partitions: [TopicPartition]) async throws -> [TopicPartition: StartOffset]

    /// Receives revoked partitions, also when the consumer stops. Work in progress has been finished or abandoned
    /// before, and another member gets the partitions only after this call.
    func revoked(_ partitions: [TopicPartition]) async

    /// Receives one or more records of a partition in the order of their offsets.
    func records(_ batch: [KafkaRecord], of partition: TopicPartition) async throws -> Flow

    /// Reports that everything up to `offset` (the next one to be written) was handled.
    func reachedEnd(_ partition: TopicPartition, at offset: Int64) async throws -> Flow

    /// Reports that the broker does not have the requested offset: the topic was recreated or truncated, or the records
    /// expired. Returns where to continue.
    func offsetGone(_ partition: TopicPartition) async throws -> StartOffset
}

/// How a consumer continues with a partition.
package enum Flow: Sendable, Hashable {
    case next
    /// Continue reading at this offset. Records that were fetched ahead are dropped.
    case seek(StartOffset)
    /// Repeat the call after this time. The partition waits, others continue.
    case retry(after: Duration)
}

extension KafkaConsumerDelegate {
    package func revoked(_ partitions: [TopicPartition]) async {}

    package func reachedEnd(_ partition: TopicPartition, at offset: Int64) async throws -> Flow { .next }
}

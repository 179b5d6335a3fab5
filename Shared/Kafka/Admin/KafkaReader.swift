package import Executors

/// Reads without a group: one record at an offset, or a stretch up to the end.
package actor KafkaReader {
    package init(_ configuration: KafkaConfiguration) throws(KafkaError) {
    }

    /// The record at that offset; nil when the broker has none there (gone, compacted away, or not written yet).
    package func record(at offset: Int64, of partition: TopicPartition, deadline: Deadline = .after(.seconds(10)))
        throws(KafkaError) -> KafkaRecord?
    { fatalError("not yet") }

    /// The records from that place to the end as it is when the call begins, in batches; a `body` that returns false ends it.
    package func read(
        _ partition: TopicPartition, from start: StartOffset, deadline: Deadline = .after(.seconds(60)),
        _ body: @Sendable ([KafkaRecord]) async throws -> Bool
    ) async throws { fatalError("not yet") }

    package func close() {}
}

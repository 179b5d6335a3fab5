import Contracts
import Executors
import Kafka
import Postgres
import Primitives

/// Reads the service's topics for R5 and compares the records with the tables.
struct RelayLog: Sendable {
    let reader: KafkaReader
    let store: RelayStore
    let topics: [Topic]
    let topicPrefix: String
    let source: String

    var partitions: [TopicPartition] {
        topics.flatMap { topic in
            (0..<topic.partitions).map { TopicPartition(topic: topicPrefix + topic.name, partition: Int32($0)) }
        }
    }

    func topic(of partition: TopicPartition) -> Topic? {
        topics.first { topicPrefix + $0.name == partition.topic }
    }

    /// Returns the contents of these partitions from the known offsets on. With `readsAbove`, includes all records
    /// above them.
    func evidence(
        _ places: [TopicPartition: LogPosition?], readsAbove: Bool
    ) async throws -> [TopicPartition: LogEvidence] {
        let bounds = try await reader.watermarks(places.keys)
        var all: [TopicPartition: LogEvidence] = [:]
        for (partition, place) in places {
            all[partition] = try await evidence(
                of: partition, within: bounds[partition] ?? 0..<0, from: place, readsAbove: readsAbove)
        }
        return all
    }

    private func evidence(
        of partition: TopicPartition, within bounds: Range<Int64>, from place: LogPosition?, readsAbove: Bool
    ) async throws -> LogEvidence {
        var found: LogPosition?
        if let place, bounds.contains(place.offset) {
            found = try await reader.record(at: place.offset, of: partition).map { record in
                LogPosition(offset: record.offset, event: SeenRecord(record, prefix: topicPrefix).ours(source)?.id)
            }
        }
        var above: [LogEvidence.Seen] = []
        // An offset beyond the end, even the highest number, has nothing above it.
        let next = max(place.map { min($0.offset, bounds.upperBound) + 1 } ?? bounds.lowerBound, bounds.lowerBound)
        if readsAbove, next < bounds.upperBound {
            above = try await judged(from: next, of: partition)
        }
        return LogEvidence(
            start: bounds.lowerBound, end: bounds.upperBound, found: found, above: above,
            isCompacted: topic(of: partition)?.isCompacted ?? false)
    }

    private func judged(from offset: Int64, of partition: TopicPartition) async throws -> [LogEvidence.Seen] {
        let collected = Collected()
        try await reader.read(partition, from: .at(offset)) { batch in
            let seen = batch.map { SeenRecord($0, prefix: topicPrefix) }
            collected.append(try await store.judge(seen, source: source))
            return true
        }
        return collected.seen
    }

    /// Returns the last record of each key of the compacted topics, and the highest epoch on any of the service's
    /// topics.
    func scan() async throws -> TopicScan {
        let scan = TopicScan()
        for (partition, bounds) in try await reader.watermarks(partitions) where !bounds.isEmpty {
            let isCompacted = topic(of: partition)?.isCompacted ?? false
            // On a fact topic the last record has the highest epoch. On a compacted topic every key is read.
            let start = isCompacted ? bounds.lowerBound : max(bounds.lowerBound, bounds.upperBound - 1)
            try await reader.read(partition, from: .at(start), deadline: .after(.seconds(600))) { batch in
                for record in batch {
                    scan.add(SeenRecord(record, prefix: topicPrefix), source: source, isCompacted: isCompacted)
                }
                return true
            }
        }
        return scan
    }

    func close() async {
        await reader.close()
    }
}

/// A record as R5 sees it.
struct SeenRecord: Sendable {
    let partition: TopicPartition
    let offset: Int64
    let name: AggregateName
    let envelope: Envelope?
    let isTombstone: Bool

    init(_ record: KafkaRecord, prefix: String) {
        partition = record.topicPartition
        offset = record.offset
        envelope = try? Envelope(headers: record.headers, key: record.key)
        isTombstone = record.value == nil
        // A foreign record's key may be anything, but PostgreSQL's text cannot contain NUL.
        let key = record.key.map { String(decoding: $0.map { $0 == 0 ? 0xFF : $0 }, as: UTF8.self) }
        name = AggregateName(topic: String(record.topic.dropFirst(prefix.count)), key: key ?? "")
    }

    /// Returns the envelope if this service wrote the record. Records of others do not belong here and are ignored.
    func ours(_ source: String) -> Envelope? { envelope.flatMap { $0.source == source ? $0 : nil } }
}

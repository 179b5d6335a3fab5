import CRdKafka
import Executors
import Glibc

/// Returns the offsets of the partitions, each from the first one that the broker has up to the next one to be written.
/// Blocks up to the time limit.
///
/// Uses `rd_kafka_offsets_for_times`, which needs one request per leader. `rd_kafka_query_watermark_offsets` in 2.0.2
/// ignores its time limit if the request waits for a leader that has died (fixed in 2.3.0). For the same reason each
/// attempt is short: a request stays with its leader, and the next attempt first looks up the present leader.
func queryWatermarks(
    _ client: OpaquePointer, _ partitions: some Collection<TopicPartition>, within timeout: Duration
) throws(KafkaError) -> [TopicPartition: Range<Int64>] {
    guard !partitions.isEmpty else { return [:] }
    let deadline = Deadline.after(timeout)
    var attemptTimeout: Int32 = 2000
    while true {
        do throws(KafkaError) {
            let starts = try offsets(client, partitions, .earliest, deadline.milliseconds(atMost: attemptTimeout))
            let ends = try offsets(client, partitions, .latest, deadline.milliseconds(atMost: attemptTimeout))
            return Dictionary(uniqueKeysWithValues: ends.map { ($0, min(starts[$0] ?? $1, $1)..<$1) })
        } catch {
            guard error.isRetriable, !deadline.hasPassed, !Task.isCancelled else { throw error }
        }
        // Right after a topic is created its leader is not ready, and a dead leader remains cached until it is looked
        // up.
        usleep(50_000)
        for topic in Set(partitions.map(\.topic)) {
            refreshLeader(client, topic, deadline.milliseconds(atMost: attemptTimeout))
        }
        attemptTimeout = min(attemptTimeout * 2, 60_000)
    }
}

private func offsets(
    _ client: OpaquePointer, _ partitions: some Collection<TopicPartition>, _ place: StartOffset, _ milliseconds: Int32
) throws(KafkaError) -> [TopicPartition: Int64] {
    let list = PartitionList()
    for partition in partitions { list.add(partition, offset: place.number) }
    try KafkaError.check(rd_kafka_offsets_for_times(client, list.pointer, milliseconds))
    var offsets: [TopicPartition: Int64] = [:]
    for index in 0..<Int(list.pointer.pointee.cnt) {
        let element = list.pointer.pointee.elems[index]
        try KafkaError.check(element.err)
        // A negative offset means that no answer arrived.
        guard element.offset >= 0 else { throw KafkaError(.timedOut, isRetriable: true) }
        offsets[TopicPartition(element)] = element.offset
    }
    return offsets
}

private func refreshLeader(_ client: OpaquePointer, _ topic: String, _ milliseconds: Int32) {
    guard let handle = rd_kafka_topic_new(client, topic, nil) else { return }
    defer { rd_kafka_topic_destroy(handle) }
    var metadata: UnsafePointer<rd_kafka_metadata>?
    guard rd_kafka_metadata(client, 0, handle, &metadata, milliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    rd_kafka_metadata_destroy(metadata)
}

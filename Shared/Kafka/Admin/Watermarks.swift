import CRdKafka
import Executors
import Glibc

/// From the first offset that the broker has to the next one to be written, of all these partitions; blocks, at most for so long.
///
/// By `rd_kafka_offsets_for_times`, which takes many partitions in one request a leader: `rd_kafka_query_watermark_offsets` of
/// 2.0.2 heeds no time limit once its request waits for a leader that died (fixed in 2.3.0). For the same reason each try is
/// short: its request stays with the leader that it began with, and the next one asks first who leads now.
func queryWatermarks(
    _ client: OpaquePointer, _ partitions: some Collection<TopicPartition>, within timeout: Duration
) throws(KafkaError) -> [TopicPartition: Range<Int64>] {
    guard !partitions.isEmpty else { return [:] }
    let deadline = Deadline.after(timeout)
    var patience: Int32 = 2000
    while true {
        do throws(KafkaError) {
            let starts = try offsets(client, partitions, .earliest, deadline.milliseconds(atMost: patience))
            let ends = try offsets(client, partitions, .latest, deadline.milliseconds(atMost: patience))
            return Dictionary(uniqueKeysWithValues: ends.map { ($0, min(starts[$0] ?? $1, $1)..<$1) })
        } catch {
            guard error.isRetriable, !deadline.hasPassed, !Task.isCancelled else { throw error }
        }
        // Right after a topic was made its leader is not ready; a dead one stays known until someone asks.
        usleep(50_000)
        for topic in Set(partitions.map(\.topic)) {
            askWhoLeads(client, topic, deadline.milliseconds(atMost: patience))
        }
        patience = min(patience * 2, 60_000)
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
        // Still what was asked for: no answer came.
        guard element.offset >= 0 else { throw KafkaError(.timedOut, isRetriable: true) }
        offsets[TopicPartition(element)] = element.offset
    }
    return offsets
}

private func askWhoLeads(_ client: OpaquePointer, _ topic: String, _ milliseconds: Int32) {
    guard let handle = rd_kafka_topic_new(client, topic, nil) else { return }
    defer { rd_kafka_topic_destroy(handle) }
    var metadata: UnsafePointer<rd_kafka_metadata>?
    guard rd_kafka_metadata(client, 0, handle, &metadata, milliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    rd_kafka_metadata_destroy(metadata)
}

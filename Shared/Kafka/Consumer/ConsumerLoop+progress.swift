import Glibc

extension ConsumerLoop {
    /// Returns the progress of each partition, with the high watermarks of the most recent fetches.
    func progress(_ statistics: KafkaStatistics, _ now: Instant) -> [PartitionProgress] {
        let watermarks = Dictionary(
            statistics.partitions.map { ($0.topicPartition, $0.highWatermark) }, uniquingKeysWith: { $1 })
        let milliseconds = Int64(time(nil)) * 1000
        return members.map { partition, member in
            PartitionProgress(
                partition, member.lane, highWatermark: watermarks[partition] ?? nil, now: now,
                milliseconds: milliseconds)
        }
    }
}

extension PartitionProgress {
    /// - Parameter milliseconds: the current time since 1970.
    init(
        _ partition: TopicPartition, _ lane: PartitionLane, highWatermark: Int64?, now: ContinuousClock.Instant,
        milliseconds: Int64
    ) {
        topicPartition = partition
        position = lane.position
        // The watermark dates from the last fetch and may be behind the position.
        let lag = lane.position.flatMap { position in highWatermark.map { max(0, $0 - position) } }
        lagRecords = lag
        let oldest = lane.recordsInHand.first?.timestampMilliseconds ?? lane.lastTimestamp
        lagSeconds =
            if lag == 0 {
                0
            } else {
                oldest.flatMap { $0 < 0 ? nil : max(0, Double(milliseconds - $0) / 1000) }
            }
        inHandSeconds = lane.inHandSince.map { ($0.duration(to: now)).inSeconds }
        isRetrying = lane.isRetrying
        isPaused = lane.isPaused
    }
}

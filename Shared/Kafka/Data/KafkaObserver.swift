/// What a client tells while it works: its owner turns it into metrics and log lines.
///
/// Called on the client's own thread: return quickly and never wait.
package protocol KafkaObserver: Sendable {
    /// Every `statistics.interval.ms` (5 s).
    func statistics(_ statistics: KafkaStatistics)
    /// A consumer's partitions, with each `statistics`.
    func progress(_ partitions: [PartitionProgress])
    /// An error that the client deals with by itself: a broker away, a topic not there yet, a login refused.
    func trouble(_ error: KafkaError)
    /// A line of librdkafka's own log.
    func log(_ line: KafkaLogLine)
}

extension KafkaObserver {
    package func statistics(_ statistics: KafkaStatistics) {}
    package func progress(_ partitions: [PartitionProgress]) {}
    package func trouble(_ error: KafkaError) {}
    package func log(_ line: KafkaLogLine) {}
}

/// Hears nothing.
package struct NoKafkaObserver: KafkaObserver {
    package init() {}
}

package struct KafkaLogLine: Sendable {
    /// As in syslog: 0 emergency … 3 error, 4 warning, 6 information, 7 debug.
    package let level: Int
    /// librdkafka's short tag, such as `FAIL` or `REQTMOUT`.
    package let tag: String
    package let message: String
}

/// How far a consumer is with one partition.
package struct PartitionProgress: Sendable {
    package let topicPartition: TopicPartition
    /// The offset that is handled next; nil before the first record.
    package let position: Int64?
    /// How many records the broker has beyond it; nil while unknown.
    package let lagRecords: Int64?
    /// Seconds since the oldest record that is not handled yet was written; 0 when nothing waits, nil while unknown.
    package let lagSeconds: Double?
    /// For how long the batch now in hand has been there, retries included: a watchdog's number.
    package let inHandSeconds: Double?
    package let isRetrying: Bool
    package let isPaused: Bool
}

/// Receives a client's statistics, errors and log lines. Owners turn them into metrics and log lines.
///
/// Called on the client's own thread. Implementations must return quickly and never wait.
package protocol KafkaObserver: Sendable {
    /// Reports statistics every `statistics.interval.ms` (5 s).
    func statistics(_ statistics: KafkaStatistics)
    /// Reports the progress of a consumer's partitions, together with `statistics`.
    func progress(_ partitions: [PartitionProgress])
    /// Reports an error that the client handles itself, such as an unreachable broker, a missing topic or a refused
    /// login.
    func clientError(_ error: KafkaError)
    /// Reports a line of librdkafka's log.
    func log(_ line: KafkaLogLine)
}

extension KafkaObserver {
    package func statistics(_ statistics: KafkaStatistics) {}
    package func progress(_ partitions: [PartitionProgress]) {}
    package func clientError(_ error: KafkaError) {}
    package func log(_ line: KafkaLogLine) {}
}

/// An observer that ignores everything.
package struct NoKafkaObserver: KafkaObserver {
    package init() {}
}

package struct KafkaLogLine: Sendable {
    /// The syslog severity: 0 emergency, 3 error, 4 warning, 6 information, 7 debug.
    package let level: Int
    /// librdkafka's short tag, such as `FAIL` or `REQTMOUT`.
    package let tag: String
    package let message: String
}

/// A consumer's progress in one partition.
package struct PartitionProgress: Sendable {
    package let topicPartition: TopicPartition
    /// The next offset to handle; nil before the first record.
    package let position: Int64?
    /// The number of records after the position; nil if unknown.
    package let lagRecords: Int64?
    /// The age in seconds of the oldest record that is not handled; 0 if there is none, nil if unknown.
    package let lagSeconds: Double?
    /// How long the current batch has been in progress, including retries, in seconds.
    package let inHandSeconds: Double?
    package let isRetrying: Bool
    package let isPaused: Bool
}

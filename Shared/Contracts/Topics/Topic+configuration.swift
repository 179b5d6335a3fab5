extension Topic {
    private static let day = 86_400_000

    /// The retention of facts: 13 months, counted as 400 days.
    package static let factRetentionMilliseconds = 400 * day
    /// The retention of tombstones in a compacted topic. A consumer that was stopped for longer rebuilds its
    /// projections.
    package static let tombstoneRetentionMilliseconds = 30 * day

    /// The topic's settings at the broker. The replication factor and `min.insync.replicas` are settings of the
    /// cluster.
    package var configuration: [String: String] {
        switch kind {
        case .facts, .deadLetters:
            ["cleanup.policy": "delete", "retention.ms": String(Topic.factRetentionMilliseconds)]
        case .state, .keys:
            [
                "cleanup.policy": "compact",
                "delete.retention.ms": String(Topic.tombstoneRetentionMilliseconds),
            ]
        case .profiles:
            // Kafka compacts only closed segments, so short segments are needed to erase data within 12 hours.
            [
                "cleanup.policy": "compact",
                "delete.retention.ms": String(Topic.tombstoneRetentionMilliseconds),
                "max.compaction.lag.ms": String(Topic.day / 2),
                "min.cleanable.dirty.ratio": "0.01",
                "segment.ms": String(Topic.day / 24),
            ]
        }
    }
}

extension Topic {
    private static let day = 86_400_000

    /// How long facts stay: 13 months, counted as 400 days.
    package static let factRetentionMilliseconds = 400 * day
    /// How long a compacted topic shows a tombstone; a reader that was stopped for longer rebuilds (C3).
    package static let tombstoneRetentionMilliseconds = 30 * day

    /// Topic settings for the broker; replication and `min.insync.replicas` are the cluster's matter.
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
            // Only closed segments are compacted, so a short segment is what makes the 12 hours of erasure true.
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

/// The kind of client, which determines its settings.
enum ClientRole: Sendable {
    case producer(KafkaProducerOptions)
    case member(group: String, KafkaConsumerOptions)
    case reader
    case admin

    var isConsumer: Bool {
        switch self {
        case .producer, .admin: false
        case .member, .reader: true
        }
    }

    /// Settings that an operator may override (`KafkaConfiguration.extra`).
    var defaults: [String: String] {
        let common = [
            "socket.keepalive.enable": "true",
            "statistics.interval.ms": "5000",
            // Finds a restarted broker within one or two seconds, even at a new address.
            "reconnect.backoff.ms": "20",
            "reconnect.backoff.max.ms": "200",
            "topic.metadata.refresh.interval.ms": "10000",
            "topic.metadata.refresh.fast.interval.ms": "100",
            // Also limits how long librdkafka waits for metadata from a broker that has died.
            "socket.timeout.ms": "10000",
        ]
        return common.merging(ownDefaults) { $1 }
    }

    private var ownDefaults: [String: String] {
        switch self {
        case .producer(let options):
            [
                "linger.ms": options.linger.millisecondsText,
                "queue.buffering.max.messages": String(options.queueLimit),
                "queue.buffering.max.kbytes": String(max(1, options.queueBytes / 1024)),
                "compression.codec": options.compression,
                "topic.metadata.propagation.max.ms": options.unknownTopicTimeout.millisecondsText,
                // A send never gives up by itself, so a lost connection is retried soon.
                "retry.backoff.ms": "100",
            ]
        case .member(_, let options):
            [
                "session.timeout.ms": options.sessionTimeout.millisecondsText,
                "heartbeat.interval.ms": (options.sessionTimeout / 10).millisecondsText,
                "max.poll.interval.ms": max(options.sessionTimeout, .seconds(300)).millisecondsText,
                "auto.commit.interval.ms": "5000",
                "queued.max.messages.kbytes": String(options.prefetchKilobytes),
                "queued.min.messages": String(options.batchRecords * 2),
                "fetch.wait.max.ms": "200",
                "fetch.error.backoff.ms": "100",
            ]
        case .reader:
            ["fetch.wait.max.ms": "50", "fetch.error.backoff.ms": "100", "statistics.interval.ms": "0"]
        case .admin:
            ["statistics.interval.ms": "0"]
        }
    }

    /// Settings that correctness depends on.
    var required: [String: String] {
        let common = [
            "log.queue": "true",
            // 2.0.2 leaves Nagle's algorithm on, which delays small requests by up to 40 ms.
            "socket.nagle.disable": "true",
            // A misspelled topic must fail instead of being created.
            "allow.auto.create.topics": "false",
        ]
        return common.merging(ownRequirements) { $1 }
    }

    private var ownRequirements: [String: String] {
        switch self {
        case .producer:
            [
                "enable.idempotence": "true",
                "acks": "-1",
                // If a send timed out, the next record of its key could overtake it.
                "message.timeout.ms": "0",
                "enable.gapless.guarantee": "true",
                // Chooses the same partition for a key as Java's clients do.
                "partitioner": "murmur2_random",
            ]
        case .member(let group, let options):
            [
                "group.id": group,
                // The delegate owns the positions: an offset that no longer exists must be reported, not skipped.
                "auto.offset.reset": "error",
                // Offsets are committed for Kafka's lag tools only, and only for handled records.
                "enable.auto.commit": "true",
                "enable.auto.offset.store": "false",
                "enable.partition.eof": "true",
                // The cooperative assignor of 2.0.2 loses partitions and hangs on close.
                "partition.assignment.strategy": "range",
            ].merging(options.instanceID.map { ["group.instance.id": $0] } ?? [:]) { $1 }
        case .reader:
            ["auto.offset.reset": "error", "enable.partition.eof": "true", "enable.auto.commit": "false"]
        case .admin:
            [:]
        }
    }
}

extension Duration {
    /// The duration for librdkafka, with fractions, which `linger.ms` accepts.
    var millisecondsText: String {
        let (seconds, attoseconds) = components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        return microseconds % 1000 == 0 ? String(microseconds / 1000) : String(Double(microseconds) / 1000)
    }

    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    var wholeMilliseconds: Int32 {
        Int32(clamping: Int64(inSeconds * 1000))
    }
}

/// What a client instance is for; it decides which settings it gets.
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
            // A broker that comes back is found within a second or two, also under another address.
            "reconnect.backoff.ms": "20",
            "reconnect.backoff.max.ms": "200",
            "topic.metadata.refresh.interval.ms": "10000",
            "topic.metadata.refresh.fast.interval.ms": "100",
            // Also how long librdkafka waits for metadata that it asked of a broker which then died.
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
                "topic.metadata.propagation.max.ms": options.unknownTopicPatience.millisecondsText,
                // A send never gives up by itself, so a lost connection is tried again soon.
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

    /// Settings on which correctness rests.
    var required: [String: String] {
        let common = [
            "log.queue": "true",
            // 2.0.2 leaves Nagle's algorithm on: up to 40 ms more for every small request.
            "socket.nagle.disable": "true",
            // A topic misspelt must fail, not appear.
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
                // A send that timed out here would let the next record of its key pass it.
                "message.timeout.ms": "0",
                "enable.gapless.guarantee": "true",
                // The same key goes to the same partition as from Java's clients.
                "partitioner": "murmur2_random",
            ]
        case .member(let group, let options):
            [
                "group.id": group,
                // The position is the delegate's: an offset that is gone must be seen, not stepped over.
                "auto.offset.reset": "error",
                // Offsets go to Kafka for its lag tools only, and only those of records that were handled.
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
    /// As librdkafka reads it: fractions are kept, `linger.ms` takes them.
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

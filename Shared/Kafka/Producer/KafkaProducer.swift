import CRdKafka
package import Executors

/// Writes records: idempotent, acknowledged by all in-sync replicas, never given up locally.
///
/// Two ways in, for one or many records in flight:
/// ```swift
/// let delivery = try await producer.send(message)          // waits for the broker
///
/// try producer.enqueue(message, token: rowID)              // does not wait …
/// for report in try await producer.nextReports() { … }     // … and tells later, in batches
/// ```
/// Records of one partition are written in the order of the calls. After a fatal error (`fatal`, and thrown by every call) the
/// instance is of no more use: close it, make another and send again what was not reported.
package final class KafkaProducer: Sendable {
    private let core: ProducerCore

    /// - Throws: `KafkaError` `.invalidArgument` for a wrong setting. A broker that does not answer is no error here.
    package static func start(
        _ configuration: KafkaConfiguration, options: KafkaProducerOptions = .init(),
        observer: any KafkaObserver = NoKafkaObserver()
    ) async throws -> KafkaProducer {
        let core = try ProducerCore(configuration, options: options, observer: observer)
        core.start()
        return KafkaProducer(core)
    }

    private init(_ core: ProducerCore) {
        self.core = core
    }

    deinit {
        // Forgotten, not closed: nothing can wait for it any more.
        beginClosing(.after(.zero))
    }

    /// The error after which this instance can do nothing more.
    package var fatal: KafkaError? { core.fatal.withLock { $0 } }

    /// Writes one record and waits for the broker's word; waits for room first when the producer is full.
    ///
    /// Resumed exactly once, whatever happens: by the report, by cancellation (the record may still be delivered), or by the
    /// close.
    /// - Throws: `KafkaError`, `CancellationError`.
    package func send(_ message: KafkaMessage) async throws -> Delivery {
        while true {
            let seen = core.room.raises
            do {
                return try await attempt(message)
            } catch let error as KafkaError where error.code == .queueFull {
                await core.room.wait(since: seen)
                try Task.checkCancellation()
            }
        }
    }

    private func attempt(_ message: KafkaMessage) async throws -> Delivery {
        let core = core
        let number = core.ledger.withLock { $0.reserve() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch core.ledger.withLock({ $0.enter(continuation, as: number) }) {
                case .cancelled: continuation.resume(throwing: CancellationError())
                case .closed: continuation.resume(throwing: KafkaError(.closed))
                case .mayProduce:
                    do {
                        try core.produce(message, number: number | ProducerCore.ledgerBit)
                    } catch {
                        core.ledger.withLock { $0.settle(number) }?.resume(throwing: error)
                    }
                }
            }
        } onCancel: {
            core.ledger.withLock { $0.abandon(number) }?.resume(throwing: CancellationError())
        }
    }

    /// Gives a record to the producer and returns at once; what became of it comes with `nextReports`, under this token.
    ///
    /// - Parameter token: the caller's own number, below 2^63.
    /// - Throws: `.queueFull`: take reports, then go on. A record error (too large) at once. `.closed`, a fatal error.
    package func enqueue(_ message: KafkaMessage, token: UInt64) throws(KafkaError) {
        precondition(token & ProducerCore.ledgerBit == 0, "tokens are below 2^63")
        guard core.reports.admit() else { throw KafkaError(.queueFull, isRetriable: true) }
        do {
            try core.produce(message, number: token)
        } catch {
            core.reports.dismiss()
            throw error
        }
    }

    /// The reports that have come since the last call, at least one: suspends until there is one. For one task at a time.
    ///
    /// Reports of one partition come in the order of the records, unless some of them failed.
    /// - Throws: after the last report, `.closed` or the fatal error; `CancellationError`.
    package func nextReports() async throws -> [DeliveryReport] {
        try await core.reports.next()
    }

    /// Takes back everything that is not reported yet: it is reported with `.purgedInQueue` (never sent) or `.purgedInFlight`
    /// (may have been written).
    package func purge() {
        _ = core.whileOpen { client in
            rd_kafka_purge(
                client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
        }
    }

    /// How many records are in the producer's hands, reports not served included.
    package var outstanding: Int { core.whileOpen { Int(rd_kafka_outq_len($0)) } ?? 0 }

    /// Makes the topics' leaders known, so that the first record of each does not wait for that (0.9 s otherwise). Best effort:
    /// a topic or broker that is not there is no error.
    package func warm(topics: [String], within timeout: Duration = .seconds(5)) async {
        let core = core
        let deadline = Deadline.after(timeout)
        await onOwnThread("kafka-warm") {
            for topic in topics where !deadline.hasPassed {
                core.fetchMetadata(of: topic, milliseconds: deadline.milliseconds(atMost: 5000))
            }
        }
    }

    /// Takes no more records, lets those under way be delivered until the deadline, takes back the rest, and ends.
    ///
    /// Returns within about four seconds of the deadline even when librdkafka hangs.
    package func close(deadline: Deadline = .after(.seconds(10))) async {
        beginClosing(deadline)
        let core = core
        await onOwnThread("kafka-close") {
            let bound = deadline.isNever ? deadline : Deadline.after(deadline.remaining + .seconds(4))
            _ = core.isGone.wait(until: bound) { $0 ? true : nil }
        }
    }

    private func beginClosing(_ deadline: Deadline) {
        core.closing.withLock { $0 = $0.map { min($0, deadline) } ?? deadline }
        core.stopIntake()
    }

    /// Makes the instance fail as after a lost sequence: a fault to test an owner with.
    package func provokeFatalError(_ reason: String = "provoked") {
        _ = core.whileOpen { rd_kafka_test_fatal_error($0, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, reason) }
    }
}

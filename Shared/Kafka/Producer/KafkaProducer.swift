import CRdKafka
package import Executors

/// A producer that is idempotent, requires acknowledgement by all in-sync replicas, and never gives up a record
/// locally.
///
/// There are two ways to write, for one or many records in flight:
/// ```swift
/// let delivery = try await producer.send(message)          // waits for the broker
///
/// try producer.enqueue(message, token: rowID)              // does not wait …
/// for report in try await producer.nextReports() { … }     // … reports arrive later, in batches
/// ```
/// Records of one partition are written in the order of the calls. After a fatal error (`fatal`, also thrown by every
/// call) the instance is unusable: close it, create another and send the unreported records again.
package final class KafkaProducer: Sendable {
    private let core: ProducerCore

    /// - Throws: `KafkaError` `.invalidArgument` for an invalid setting. An unreachable broker is not an error here.
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
        // Released without `close`: nothing waits for it any more.
        beginClosing(.after(.zero))
    }

    /// The error after which this instance is unusable.
    package var fatal: KafkaError? { core.fatal.withLock { $0 } }

    /// Writes a record and waits for the acknowledgement. Waits for room first if the producer is full.
    ///
    /// Resumes exactly once: with the report, on cancellation (the record may still be delivered), or on close.
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
                        core.ledger.withLock { $0.complete(number) }?.resume(throwing: error)
                    }
                }
            }
        } onCancel: {
            core.ledger.withLock { $0.abandon(number) }?.resume(throwing: CancellationError())
        }
    }

    /// Enqueues a record and returns immediately. Its outcome is reported by `nextReports` with this token.
    ///
    /// - Parameter token: the caller's own number, below 2^63.
    /// - Throws: `.queueFull`, after which the caller takes reports and continues; a record error (too large)
    ///   immediately; `.closed`; a fatal error.
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

    /// Returns the reports that have arrived since the last call and suspends until there is at least one. Only one
    /// task may call it at a time.
    ///
    /// Reports of one partition are in the order of the records unless some of them failed.
    /// - Throws: after the last report, `.closed` or the fatal error; `CancellationError`.
    package func nextReports() async throws -> [DeliveryReport] {
        try await core.reports.next()
    }

    /// Fails all unreported records with `_PURGE_QUEUE` (never sent) or `_PURGE_INFLIGHT` (may have been written).
    package func purge() {
        _ = core.whileOpen { client in
            rd_kafka_purge(
                client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
        }
    }

    /// The number of records in the producer, including unserved reports.
    package var outstanding: Int { core.whileOpen { Int(rd_kafka_outq_len($0)) } ?? 0 }

    /// Looks up the topics' leaders, so that the first record of each topic is not delayed (by 0.9 s). Best effort: a
    /// missing topic or broker is not an error.
    package func warm(topics: [String], within timeout: Duration = .seconds(5)) async {
        let core = core
        let deadline = Deadline.after(timeout)
        await onOwnThread("kafka-warm") {
            for topic in topics where !deadline.hasPassed {
                core.fetchMetadata(of: topic, milliseconds: deadline.milliseconds(atMost: 5000))
            }
        }
    }

    /// Refuses further records, lets those in flight be delivered until the deadline, purges the rest, and ends.
    ///
    /// Returns within about four seconds of the deadline even if librdkafka hangs.
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
}

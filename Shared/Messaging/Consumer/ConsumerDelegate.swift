import Contracts
import Executors
import FoundationEssentials
import Kafka
import Observability
import Postgres
import Primitives

/// What a service does with its partitions: positions from its own database, batches in its own transactions.
final class ConsumerDelegate: KafkaConsumerDelegate {
    private struct Lane {
        var state: PartitionState
        var backoff: Backoff
        var lastBatch: ContinuousClock.Instant
    }

    private let consumer: EventConsumer
    private let kafka: KafkaConsumer
    private let deadLetters: DeadLetterProducer
    private let lanes = Monitor<[TopicPartition: Lane]>([:])

    init(consumer: EventConsumer, kafka: KafkaConsumer, deadLetters: DeadLetterProducer) {
        self.consumer = consumer
        self.kafka = kafka
        self.deadLetters = deadLetters
    }

    private var prefix: String { consumer.options.topicPrefix }

    // MARK: Assignment

    @concurrent
    func assigned(_ partitions: [TopicPartition]) async throws -> [TopicPartition: StartOffset] {
        let positions = try await untilItWorks {
            try await ConsumerStore.positions(of: partitions, prefix: self.prefix, on: self.consumer.database)
        }
        return lanes.withLock { lanes in
            var starts: [TopicPartition: StartOffset] = [:]
            for partition in partitions {
                let state = PartitionState(positions[partition] ?? .beginning)
                lanes[partition] = Lane(
                    state: state,
                    backoff: Backoff(
                        initial: consumer.options.retryDelay, maximum: consumer.options.retryDelayMaximum),
                    lastBatch: .now)
                starts[partition] = state.start.map { .at($0) } ?? .earliest
            }
            return starts
        }
    }

    @concurrent
    func revoked(_ partitions: [TopicPartition]) async {
        lanes.withLock { lanes in
            for partition in partitions { lanes[partition] = nil }
        }
    }

    // MARK: Records

    @concurrent
    func records(_ batch: [KafkaRecord], of partition: TopicPartition) async throws -> Flow {
        guard let topic = Topic(name: String(partition.topic.dropFirst(prefix.count))) else { return .next }
        CrashPoint.hit(.afterFetch)
        let records = batch.map { IncomingRecord($0, topic: topic) }
        return await guarded(partition) {
            let verdict = self.withState(partition) { $0.judge(records.map(\.head)) }
            switch verdict {
            case .readAgain(let position): return try await self.readAgain(partition, topic, position)
            case .lookAgain(let offset): return .seek(.at(offset))
            case .skip, nil: return .next
            case .handle(let index):
                try await self.handle(Array(records[index...]), of: partition)
                self.consumer.metrics.records.labelled(topic.name).increment(by: records.count - index)
                return .next
            }
        }
    }

    @concurrent
    func reachedEnd(_ partition: TopicPartition, at offset: Int64) async throws -> Flow {
        guard let topic = Topic(name: String(partition.topic.dropFirst(prefix.count))) else { return .next }
        return await guarded(partition) {
            switch self.withState(partition, { $0.judgeEnd(at: offset) }) {
            case .readAgain(let position): return try await self.readAgain(partition, topic, position)
            case .lookAgain(let offset): return .seek(.at(offset))
            case .handle, .skip, nil: return .next
            }
        }
    }

    @concurrent
    func offsetGone(_ partition: TopicPartition) async throws -> StartOffset {
        guard let topic = Topic(name: String(partition.topic.dropFirst(prefix.count))) else { return .earliest }
        try await untilItWorks {
            guard let position = self.withState(partition, { $0.afterGoneOffset }) else { return }
            _ = try await self.readAgain(partition, topic, position)
        }
        return .earliest
    }

    private func withState<R>(_ partition: TopicPartition, _ body: (inout PartitionState) -> R) -> R? {
        lanes.withLock { lanes in
            guard lanes[partition] != nil else { return nil }
            return body(&lanes[partition]!.state)
        }
    }

    /// Passing trouble holds this partition only; a position that someone else moved is taken over.
    private func guarded(_ partition: TopicPartition, _ body: () async throws -> Flow) async -> Flow {
        do {
            let flow = try await body()
            lanes.withLock { lanes in
                lanes[partition]?.backoff.reset()
                lanes[partition]?.lastBatch = .now
            }
            return flow
        } catch is LostPosition {
            return (try? await reload(partition)) ?? .retry(after: consumer.options.retryDelay)
        } catch {
            consumer.metrics.retries.labelled(String(partition.topic.dropFirst(prefix.count))).increment()
            consumer.log.warning(
                "A batch is tried again", ["partition": .text(partition), "error": .error(error)])
            let wait = lanes.withLock { $0[partition]?.backoff.next() }
            return .retry(after: wait ?? consumer.options.retryDelay)
        }
    }

    private func reload(_ partition: TopicPartition) async throws -> Flow {
        let positions = try await ConsumerStore.positions(of: [partition], prefix: prefix, on: consumer.database)
        guard let position = positions[partition] else { return .next }
        let start = withState(partition) { state in
            state = PartitionState(position)
            return state.start
        }
        return .seek((start ?? nil).map { .at($0) } ?? .earliest)
    }

    /// Durable first: a crash between would otherwise go on behind what was missed.
    private func readAgain(
        _ partition: TopicPartition, _ topic: Topic, _ position: ConsumerPosition
    ) async throws -> Flow {
        guard let stored = withState(partition, { $0.stored }) else { return .next }
        let moved = try await consumer.database.query(
            ConsumerStore.move(topic, partition.partition, from: stored, to: position))
        guard !moved.isEmpty else { throw LostPosition() }
        _ = withState(partition) { $0.moved(to: position) }
        consumer.metrics.rereads.labelled(topic.name).increment()
        consumer.log.notice(
            "A partition is read again from its earliest record",
            ["partition": .text(partition), "epoch": .int(Int(position.epoch))])
        return .seek(.earliest)
    }

    // MARK: Handling

    /// All in one transaction; when that fails on a record, one by one, so that the record shows.
    private func handle(_ records: [IncomingRecord], of partition: TopicPartition) async throws {
        do {
            try await commit(records, of: partition)
        } catch {
            if records.count == 1 || Failure(error) == .passing {
                return try await handleAlone(records, of: partition, error)
            }
            for record in records {
                do {
                    try await commit([record], of: partition)
                } catch {
                    try await handleAlone([record], of: partition, error)
                }
            }
        }
    }

    /// A single record whose attempt failed.
    private func handleAlone(
        _ records: [IncomingRecord], of partition: TopicPartition, _ error: any Error
    ) async throws {
        guard records.count == 1, let record = records.first else { throw error }
        switch Failure(error) {
        case .passing: throw error
        case .held(let name): try await commit([record], of: partition, fate: .waits(for: name))
        case .poison(let reason):
            let deadLetters = deadLetters
            try await commit([record], of: partition, fate: .dead(reason: reason)) {
                try await deadLetters.sendOnce(record, reason: reason)
                CrashPoint.hit(.afterDeadLetter)
            }
            deadLetters.forget(record)
            consumer.metrics.deadLettered.labelled(record.topic.name).increment()
            consumer.log.error(
                "A record goes to the dead letters",
                [
                    "topic": .string(record.topic.name), "partition": .int(Int(record.partition)),
                    "offset": .int(Int(record.offset)), "type": .string(record.envelope?.type ?? ""),
                    "reason": .string(reason),
                ])
        }
    }

    private func commit(
        _ records: [IncomingRecord], of partition: TopicPartition, fate: FactBatch.Fate? = nil,
        whenLocked: (@Sendable () async throws -> Void)? = nil
    ) async throws {
        guard let last = records.last, let state = withState(partition, { $0 }) else { return }
        let to = ConsumerPosition(offset: last.offset, event: last.envelope?.id, epoch: state.position.epoch)
        if last.topic.isCompacted {
            var batch = StateBatch(consumer: consumer, records: records, from: state.stored, to: to)
            if case .dead(let reason) = fate { batch.dead[last.offset] = reason }
            batch.whenLocked = whenLocked
            try await batch.commit()
            consumer.stateArrived()
        } else {
            var batch = FactBatch(consumer: consumer, records: records, from: state.stored, to: to)
            if let fate { batch.fates[last.offset] = fate }
            batch.whenLocked = whenLocked
            let outcome = try await batch.commit()
            consumer.metrics.duplicates.labelled(last.topic.name).increment(by: outcome.duplicates)
            if outcome.held > 0 { consumer.holdsFacts() }
            if outcome.wakesSweep { consumer.sweepSignal.raise() }
        }
        CrashPoint.hit(.afterEffectCommit)
        _ = withState(partition) { $0.moved(to: to) }
        if last.timestampMilliseconds > 0 {
            let age = Instant(microsecondsSince1970: last.timestampMilliseconds * 1000).seconds(until: .now)
            consumer.metrics.effectSeconds.observe(max(0, age))
        }
    }

    // MARK: Proof

    /// Idle partitions: takes over positions that a command set back, and looks at the last record once more (C1).
    @concurrent
    func prove() async throws {
        while true {
            try await Task.sleep(for: consumer.options.verifyInterval)
            let idle = lanes.withLock { lanes in
                lanes.filter { ContinuousClock.now - $0.value.lastBatch >= consumer.options.verifyInterval / 2 }
                    .mapValues(\.state.stored)
            }
            guard !idle.isEmpty,
                let positions = try? await ConsumerStore.positions(
                    of: Array(idle.keys), prefix: prefix, on: consumer.database)
            else { continue }
            for (partition, stored) in idle {
                guard let position = positions[partition] else { continue }
                if position != stored {
                    guard
                        let start = withState(
                            partition,
                            { state -> Int64? in
                                state = PartitionState(position)
                                return state.prove()
                            })
                    else { continue }
                    kafka.seek(partition, to: start.map { .at($0) } ?? .earliest)
                } else if let offset = withState(partition, { $0.prove() }) ?? nil {
                    kafka.seek(partition, to: .at(offset))
                }
            }
        }
    }

    /// For calls that cannot ask to be made again: trouble that may pass is waited out.
    private func untilItWorks<R>(_ body: () async throws -> R) async throws -> R {
        var backoff = Backoff(initial: consumer.options.retryDelay, maximum: .seconds(5))
        while true {
            do {
                return try await body()
            } catch {
                guard !consumer.stops, Failure(error) == .passing else { throw error }
                consumer.log.warning("The database is not there", ["error": .error(error)])
                try await Task.sleep(for: backoff.next())
            }
        }
    }
}

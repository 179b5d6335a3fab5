import Contracts
import Executors
import FoundationEssentials
import Kafka
import Observability
import Postgres
import Primitives

/// Processes a service's partitions: positions come from its own database, batches run in its own transactions.
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
        let positions = try await retryUntilSuccess {
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
        return await retrying(partition) {
            let verdict = self.withState(partition) { $0.judge(records.map(\.head)) }
            switch verdict {
            case .reread(let position): return try await self.reread(partition, topic, position)
            case .recheck(let offset): return .seek(.at(offset))
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
        return await retrying(partition) {
            switch self.withState(partition, { $0.judgeEnd(at: offset) }) {
            case .reread(let position): return try await self.reread(partition, topic, position)
            case .recheck(let offset): return .seek(.at(offset))
            case .handle, .skip, nil: return .next
            }
        }
    }

    @concurrent
    func offsetGone(_ partition: TopicPartition) async throws -> StartOffset {
        guard let topic = Topic(name: String(partition.topic.dropFirst(prefix.count))) else { return .earliest }
        try await retryUntilSuccess {
            guard let position = self.withState(partition, { $0.positionAfterMissingOffset }) else { return }
            _ = try await self.reread(partition, topic, position)
        }
        return .earliest
    }

    private func withState<R>(_ partition: TopicPartition, _ body: (inout PartitionState) -> R) -> R? {
        lanes.withLock { lanes in
            guard lanes[partition] != nil else { return nil }
            return body(&lanes[partition]!.state)
        }
    }

    /// Runs `body` and turns transient failures into retries, which delay this partition only. If another process moved
    /// the position, continues from there.
    private func retrying(_ partition: TopicPartition, _ body: () async throws -> Flow) async -> Flow {
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
                "Retrying a batch", ["partition": .text(partition), "error": .error(error)])
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

    /// Stores the position first. After a crash in between, the consumer would otherwise continue behind the missed
    /// records.
    private func reread(
        _ partition: TopicPartition, _ topic: Topic, _ position: ConsumerPosition
    ) async throws -> Flow {
        guard let stored = withState(partition, { $0.stored }) else { return .next }
        let moved = try await consumer.database.query(
            ConsumerStore.move(topic, partition.partition, from: stored, to: position))
        guard !moved.isEmpty else { throw LostPosition() }
        _ = withState(partition) { $0.moved(to: position) }
        consumer.metrics.rereads.labelled(topic.name).increment()
        consumer.log.notice(
            "Rereading a partition from its earliest record",
            ["partition": .text(partition), "epoch": .int(Int(position.epoch))])
        return .seek(.earliest)
    }

    // MARK: Handling

    /// Handles all records in one transaction. If that fails because of a record, handles them one at a time to find
    /// it.
    private func handle(_ records: [IncomingRecord], of partition: TopicPartition) async throws {
        do {
            try await commit(records, of: partition)
        } catch {
            if records.count == 1 || Failure(error) == .transient {
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

    /// Resolves a single record whose attempt failed.
    private func handleAlone(
        _ records: [IncomingRecord], of partition: TopicPartition, _ error: any Error
    ) async throws {
        guard records.count == 1, let record = records.first else { throw error }
        switch Failure(error) {
        case .transient: throw error
        case .deferred(let name): try await commit([record], of: partition, resolution: .deferred(waitingFor: name))
        case .poison(let reason):
            let deadLetters = deadLetters
            try await commit([record], of: partition, resolution: .deadLettered(reason: reason)) {
                try await deadLetters.sendOnce(record, reason: reason)
                CrashPoint.hit(.afterDeadLetter)
            }
            deadLetters.forget(record)
            consumer.metrics.deadLettered.labelled(record.topic.name).increment()
            consumer.log.error(
                "Dead-lettering a record",
                [
                    "topic": .string(record.topic.name), "partition": .int(Int(record.partition)),
                    "offset": .int(Int(record.offset)), "type": .string(record.envelope?.type ?? ""),
                    "reason": .string(reason),
                ])
        }
    }

    private func commit(
        _ records: [IncomingRecord], of partition: TopicPartition, resolution: FactBatch.Resolution? = nil,
        whenLocked: (@Sendable () async throws -> Void)? = nil
    ) async throws {
        guard let last = records.last, let state = withState(partition, { $0 }) else { return }
        let to = ConsumerPosition(offset: last.offset, event: last.envelope?.id, epoch: state.position.epoch)
        if last.topic.isCompacted {
            var batch = StateBatch(consumer: consumer, records: records, from: state.stored, to: to)
            if case .deadLettered(let reason) = resolution { batch.dead[last.offset] = reason }
            batch.whenLocked = whenLocked
            try await batch.commit()
            consumer.stateArrived()
        } else {
            var batch = FactBatch(consumer: consumer, records: records, from: state.stored, to: to)
            if let resolution { batch.resolutions[last.offset] = resolution }
            batch.whenLocked = whenLocked
            let outcome = try await batch.commit()
            consumer.metrics.duplicates.labelled(last.topic.name).increment(by: outcome.duplicates)
            if outcome.deferred > 0 { consumer.noteDeferredFacts() }
            if outcome.wakesSweep { consumer.sweepSignal.raise() }
        }
        CrashPoint.hit(.afterEffectCommit)
        _ = withState(partition) { $0.moved(to: to) }
        if last.timestampMilliseconds > 0 {
            let age = Instant(microsecondsSince1970: last.timestampMilliseconds * 1000).seconds(until: .now)
            consumer.metrics.effectSeconds.observe(max(0, age))
        }
    }

    // MARK: Verification

    /// Checks idle partitions: adopts positions that a command has reset, and verifies the last record again (C1).
    @concurrent
    func verify() async throws {
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
                                return state.verify()
                            })
                    else { continue }
                    kafka.seek(partition, to: start.map { .at($0) } ?? .earliest)
                } else if let offset = withState(partition, { $0.verify() }) ?? nil {
                    kafka.seek(partition, to: .at(offset))
                }
            }
        }
    }

    /// Repeats calls that Kafka's client cannot repeat, until they succeed or fail permanently.
    private func retryUntilSuccess<R>(_ body: () async throws -> R) async throws -> R {
        var backoff = Backoff(initial: consumer.options.retryDelay, maximum: .seconds(5))
        while true {
            do {
                return try await body()
            } catch {
                guard !consumer.stops, Failure(error) == .transient else { throw error }
                consumer.log.warning("The database is unavailable", ["error": .error(error)])
                try await Task.sleep(for: backoff.next())
            }
        }
    }
}

import Contracts
import Executors
import FoundationEssentials
import JSONTree
import Observability
import Postgres
import Primitives

/// Retries deferred facts (C2, C4): when what they wait for has arrived, and periodically, because an arrival can fall
/// between a handler's query and its transaction's commit.
struct DeferredSweep: Sendable {
    let consumer: EventConsumer
    let deadLetters: DeadLetterProducer

    /// How often all facts are retried: those that another replica left, and those that wait for no projection of this
    /// service.
    private static let fullSweepInterval: Duration = .seconds(60)

    func run() async {
        var lastFull: ContinuousClock.Instant?
        var seen: UInt64?
        while !consumer.stops {
            if let seen { await consumer.sweepSignal.wait(since: seen, atMost: consumer.options.sweepInterval) }
            seen = consumer.sweepSignal.raises
            let isFull = lastFull.map { ContinuousClock.now - $0 > Self.fullSweepInterval } ?? true
            consumer.clearDeferredNote()
            if isFull { lastFull = .now }
            do {
                try await consumer.countDeadLetters()
                var skipped: Set<AggregateName> = []
                while try await sweep(isFull: isFull, &skipped), !consumer.stops {}
            } catch {
                consumer.noteDeferredFacts()
                guard !consumer.stops else { return }
                consumer.log.warning("Checking deferred facts failed", ["error": .error(error)])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Retries due facts and returns whether there may be more. An aggregate that fails is skipped until the next sweep
    /// and does not delay others.
    private func sweep(isFull: Bool, _ skipped: inout Set<AggregateName>) async throws -> Bool {
        let rows = try await consumer.database.batch(statements(isFull: isFull, skipped))
        let (count, age) = try rows[3][0].decode((Int, Double).self)
        consumer.metrics.deferred.set(count)
        consumer.metrics.oldestDeferred.set(age)
        if count > 0 { consumer.noteDeferredFacts() }
        var progressed = false
        for row in rows[4] {
            let (topic, key) = try row.decode((String, String).self)
            guard let topic = Topic(name: topic), !consumer.stops else { continue }
            let aggregate = DeferredAggregate(consumer: consumer, deadLetters: deadLetters, topic: topic, key: key)
            do {
                if try await aggregate.work() { progressed = true }
            } catch {
                // If the database is unavailable, the other aggregates would fail as well.
                if let error = error.postgresError, error.sqlState == nil { throw error }
                skipped.insert(AggregateName(topic: topic.name, key: key))
                consumer.metrics.retries.labelled(topic.name).increment()
                consumer.log.warning(
                    "Deferring the retry of a fact", ["topic": .string(topic.name), "error": .error(error)])
            }
        }
        return progressed
    }

    /// Returns the statements of a sweep: three make facts due, one counts the deferred facts, and one selects
    /// aggregates.
    private func statements(isFull: Bool, _ skipped: Set<AggregateName>) -> [Query] {
        let (topics, keys) = (skipped.map(\.topic), skipped.map(\.key))
        let projections = consumer.allProjections
        return [
            """
            UPDATE held_fact h SET is_due = true
            FROM projection_guard g
            JOIN unnest(\(projections.map(\.name))::text[], \(projections.map(\.type))::text[]) AS p (name, type)
                ON p.name = g.projection
            WHERE NOT h.is_due AND h.waiting_for = p.type || ':' || g.aggregate_id
            """,
            """
            UPDATE held_fact h SET is_due = true FROM fact_number n
            WHERE NOT h.is_due AND h.waiting_for IS NULL
                AND n.topic = h.topic AND n.aggregate_id = h.aggregate_id AND h.sequence <= n.last
            """,
            "UPDATE held_fact SET is_due = true WHERE waiting_for IS NOT NULL AND NOT is_due AND \(isFull)",
            "SELECT count(*), COALESCE(extract(epoch FROM now() - min(held_at)), 0)::float8 FROM held_fact",
            """
            SELECT topic, aggregate_id FROM held_fact WHERE is_due
                AND (topic, aggregate_id) NOT IN (SELECT * FROM unnest(\(topics)::text[], \(keys)::text[]))
            GROUP BY topic, aggregate_id ORDER BY min(held_at) LIMIT 200
            """,
        ]
    }
}

/// The deferred facts of one aggregate, retried in the order of their numbers, each in its own transaction.
private struct DeferredAggregate {
    let consumer: EventConsumer
    let deadLetters: DeadLetterProducer
    let topic: Topic
    let key: String

    /// Returns whether any fact was resolved.
    func work() async throws -> Bool {
        var moved = false
        while !consumer.stops {
            var attempted: IncomingRecord?
            do {
                guard try await handleFirst(resolution: nil, &attempted) else { return moved }
                moved = true
            } catch {
                // An error before a record was attempted is not the record's fault.
                guard let record = attempted else { throw error }
                switch Failure(error) {
                case .transient: throw error
                case .deferred(let name):
                    _ = try await handleFirst(resolution: .deferred(waitingFor: name), &attempted)
                    return moved
                case .poison(let reason):
                    _ = try await handleFirst(resolution: .deadLettered(reason: reason), &attempted)
                    deadLetters.forget(record)
                    consumer.metrics.deadLettered.labelled(topic.name).increment()
                    moved = true
                }
            }
        }
        return moved
    }

    /// Handles the first fact whose turn has come and deletes it from the table, in one transaction. Returns false if
    /// there is none.
    ///
    /// - Parameter attempted: set to the record once it is attempted. A statement that its handlers have enqueued may
    ///   fail as late as at COMMIT.
    private func handleFirst(
        resolution: FactBatch.Resolution?, _ attempted: inout IncomingRecord?
    ) async throws -> Bool {
        try await consumer.database.transaction { transaction in
            let answers = try await transaction.batch([
                ConsumerStore.numbers(topic, [key]),
                """
                SELECT sequence, event_id, partition, log_offset, headers, value FROM held_fact
                WHERE topic = \(topic.name) AND aggregate_id = \(key) ORDER BY sequence, held_at LIMIT 1
                """,
            ])
            guard let row = answers[1].first,
                let last = try answers[0].first?.value(at: 1, as: Int64.self)
            else { return false }
            let (sequence, event, partition, offset, headers, value) = try row.decode(
                (Int64, EventID, Int32, Int64, JSON, [UInt8]?).self)
            guard sequence <= last else {
                transaction.enqueue(clearDue)
                return false
            }
            let record = try IncomingRecord(
                topic: topic, partition: partition, offset: offset, key: key, value: value,
                headers: HeaderCodec.headers(headers))
            guard let envelope = record.envelope else { return false }
            switch resolution {
            case .deferred(let name):
                transaction.enqueue(ConsumerStore.deferFact(record, envelope, waitingFor: name))
                transaction.enqueue(clearDue)
                return true
            case .deadLettered(let reason): try await deadLetter(record, envelope, reason: reason, transaction)
            case nil:
                attempted = record
                try await handle(record, envelope, transaction)
            }
            transaction.enqueue(delete(sequence, event))
            transaction.enqueue(markDue(through: last))
            CrashPoint.hit(.beforeEffectCommit)
            return true
        }
    }

    private func deadLetter(
        _ record: IncomingRecord, _ envelope: Envelope, reason: String, _ transaction: Transaction
    ) async throws {
        try await deadLetters.sendOnce(record, reason: reason)
        CrashPoint.hit(.afterDeadLetter)
        transaction.enqueue(ConsumerStore.deadLetter(record, reason: reason))
        let names = consumer.handlers(of: envelope.type).map(\.name)
        transaction.enqueue(ConsumerStore.closeInbox(envelope.id, handlers: names))
    }

    private func delete(_ sequence: Int64, _ event: EventID) -> Query {
        """
        DELETE FROM held_fact WHERE topic = \(topic.name) AND aggregate_id = \(key)
            AND sequence = \(sequence) AND event_id = \(event)
        """
    }

    private func markDue(through last: Int64) -> Query {
        """
        UPDATE held_fact SET is_due = true WHERE topic = \(topic.name) AND aggregate_id = \(key)
            AND waiting_for IS NULL AND sequence <= \(last)
        """
    }

    private var clearDue: Query {
        "UPDATE held_fact SET is_due = false WHERE topic = \(topic.name) AND aggregate_id = \(key) AND is_due"
    }

    private func handle(_ record: IncomingRecord, _ envelope: Envelope, _ transaction: Transaction) async throws {
        let inbox = try await transaction.query(ConsumerStore.inbox([envelope.id]))
        let done = Set(try inbox.map { try $0.value(at: 1, as: String.self) })
        let handlers = consumer.handlers(of: envelope.type).filter { !done.contains($0.name) }
        guard !handlers.isEmpty, let value = record.value else { return }
        let trace = envelope.traceparent.flatMap(TraceContext.init(traceparent:))?.child()
        let unit = consumer.journal.makeUnit(transaction, trace: trace)
        for handler in handlers { try await handler.run(envelope, value, unit) }
        transaction.enqueue(ConsumerStore.claim(handlers.map { (envelope.id, $0.name) }))
        try consumer.journal.finish(unit)
    }
}

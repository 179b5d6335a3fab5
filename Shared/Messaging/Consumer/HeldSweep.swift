import Contracts
import Executors
import FoundationEssentials
import JSONTree
import Observability
import Postgres
import Primitives

/// Tries facts that were put aside again (C2, C4): when what they wait for has come, and by a sweep, as an arrival can fall
/// between a handler's look and its transaction's commit.
struct HeldSweep: Sendable {
    let consumer: EventConsumer
    let deadLetters: DeadLetterProducer

    /// A full look so often: at what another replica left behind, and at facts that wait for no projection of ours.
    private static let fullLook: Duration = .seconds(60)

    func run() async {
        var lastFull: ContinuousClock.Instant?
        var seen: UInt64?
        while !consumer.stops {
            if let seen { await consumer.sweepSignal.wait(since: seen, atMost: consumer.options.sweepInterval) }
            seen = consumer.sweepSignal.raises
            let isFull = lastFull.map { ContinuousClock.now - $0 > Self.fullLook } ?? true
            consumer.forgetHolding()
            if isFull { lastFull = .now }
            do {
                try await consumer.countDeadLetters()
                var resting: Set<AggregateName> = []
                while try await sweep(isFull: isFull, &resting), !consumer.stops {}
            } catch {
                consumer.holdsFacts()
                guard !consumer.stops else { return }
                consumer.log.warning("Facts put aside could not be looked at", ["error": .error(error)])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Answers whether there may be more. An aggregate that cannot be handled now rests until the next look, and holds up
    /// none of the others.
    private func sweep(isFull: Bool, _ resting: inout Set<AggregateName>) async throws -> Bool {
        let (topics, keys) = (resting.map(\.topic), resting.map(\.key))
        let projections = consumer.allProjections
        let rows = try await consumer.database.batch([
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
        ])
        let (count, age) = try rows[3][0].decode((Int, Double).self)
        consumer.metrics.held.set(count)
        consumer.metrics.oldestHeld.set(age)
        if count > 0 { consumer.holdsFacts() }
        var progressed = false
        for row in rows[4] {
            let (topic, key) = try row.decode((String, String).self)
            guard let topic = Topic(name: topic), !consumer.stops else { continue }
            let aggregate = HeldAggregate(consumer: consumer, deadLetters: deadLetters, topic: topic, key: key)
            do {
                if try await aggregate.work() { progressed = true }
            } catch {
                // Without a database there is no use in asking for the others.
                if let error = error.postgresError, error.sqlState == nil { throw error }
                resting.insert(AggregateName(topic: topic.name, key: key))
                consumer.metrics.retries.labelled(topic.name).increment()
                consumer.log.warning(
                    "A fact put aside is tried again later", ["topic": .string(topic.name), "error": .error(error)])
            }
        }
        return progressed
    }
}

/// The facts of one aggregate that were put aside, tried in the order of their numbers, each in its own transaction.
private struct HeldAggregate {
    let consumer: EventConsumer
    let deadLetters: DeadLetterProducer
    let topic: Topic
    let key: String

    /// Answers whether anything moved.
    func work() async throws -> Bool {
        var moved = false
        while !consumer.stops {
            var inHand: IncomingRecord?
            do {
                guard try await takeFirst(fate: nil, &inHand) else { return moved }
                moved = true
            } catch {
                // Before a record was in hand nothing was tried that could be its fault.
                guard let record = inHand else { throw error }
                switch Failure(error) {
                case .passing: throw error
                case .held(let name):
                    _ = try await takeFirst(fate: .waits(for: name), &inHand)
                    return moved
                case .poison(let reason):
                    _ = try await takeFirst(fate: .dead(reason: reason), &inHand)
                    deadLetters.forget(record)
                    consumer.metrics.deadLettered.labelled(topic.name).increment()
                    moved = true
                }
            }
        }
        return moved
    }

    /// The first fact whose number has come: handled and taken from the table in one transaction. False when there is none.
    ///
    /// - Parameter inHand: becomes the record once it is tried. A statement that its handlers enqueued may fail as late as at
    ///   COMMIT.
    private func takeFirst(fate: FactBatch.Fate?, _ inHand: inout IncomingRecord?) async throws -> Bool {
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
            switch fate {
            case .waits(let name):
                transaction.enqueue(ConsumerStore.hold(record, envelope, waitingFor: name))
                transaction.enqueue(clearDue)
                return true
            case .dead(let reason):
                try await deadLetters.sendOnce(record, reason: reason)
                CrashPoint.hit(.afterDeadLetter)
                transaction.enqueue(ConsumerStore.bury(record, reason: reason))
                let names = consumer.handlers(of: envelope.type).map(\.name)
                transaction.enqueue(ConsumerStore.close(envelope.id, handlers: names))
            case nil:
                inHand = record
                try await handle(record, envelope, transaction)
            }
            transaction.enqueue(
                """
                DELETE FROM held_fact WHERE topic = \(topic.name) AND aggregate_id = \(key)
                    AND sequence = \(sequence) AND event_id = \(event)
                """)
            // Whoever is next in the queue may go on.
            transaction.enqueue(
                """
                UPDATE held_fact SET is_due = true WHERE topic = \(topic.name) AND aggregate_id = \(key)
                    AND waiting_for IS NULL AND sequence <= \(last)
                """)
            CrashPoint.hit(.beforeEffectCommit)
            return true
        }
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

import Contracts
import FoundationEssentials
import Observability
import Postgres
import Primitives

/// Handles facts of one partition in one transaction: position, numbers, inbox rows, effects and published events.
struct FactBatch: Sendable {
    /// The decision about a fact whose handlers have failed in an earlier attempt.
    enum Resolution: Sendable {
        case deferred(waitingFor: String)
        case deadLettered(reason: String)
    }

    struct Outcome: Sendable {
        var handled = 0
        var duplicates = 0
        var deferred = 0
        var wakesSweep = false
    }

    let consumer: EventConsumer
    let records: [IncomingRecord]
    let from: ConsumerPosition
    let to: ConsumerPosition
    /// The decisions by offset.
    var resolutions: [Int64: Resolution] = [:]
    /// Called once the position is locked for the transaction.
    var whenLocked: (@Sendable () async throws -> Void)?

    private var topic: Topic { records[0].topic }

    func commit() async throws -> Outcome {
        let keys = Set(records.compactMap { $0.envelope?.subject }).sorted()
        let events = records.compactMap { $0.envelope?.id }
        return try await consumer.database.transaction { transaction in
            let answers = try await transaction.batch([
                ConsumerStore.move(topic, records[0].partition, from: from, to: to),
                ConsumerStore.numbers(topic, keys),
                ConsumerStore.deferredNumbers(topic, keys),
                ConsumerStore.inbox(events),
            ])
            guard !answers[0].isEmpty else { throw LostPosition() }
            try await whenLocked?()
            CrashPoint.hit(.afterClaim)
            var run = try FactRun(consumer: consumer, topic: topic, transaction: transaction, answers: answers)
            for record in records { try await run.handle(record, resolution: resolutions[record.offset]) }
            let outcome = try run.finish()
            CrashPoint.hit(.beforeEffectCommit)
            return outcome
        }
    }
}

/// The work on the facts of one transaction, in order.
private struct FactRun {
    let consumer: EventConsumer
    let topic: Topic
    let transaction: Transaction
    let unit: UnitOfWork
    private var progress: [String: AggregateProgress] = [:]
    private var deferredEvents: Set<EventID> = []
    private var done: Set<Claim> = []
    private var claims: [(event: EventID, handler: String)] = []
    private var touched: Set<String> = []
    private var outcome = FactBatch.Outcome()

    struct Claim: Hashable {
        let event: EventID
        let handler: String
    }

    init(consumer: EventConsumer, topic: Topic, transaction: Transaction, answers: [[Row]]) throws {
        self.consumer = consumer
        self.topic = topic
        self.transaction = transaction
        unit = consumer.journal.makeUnit(transaction, trace: nil)
        for row in answers[1] {
            let (key, last) = try row.decode((String, Int64).self)
            progress[key, default: AggregateProgress()].last = last
        }
        for row in answers[2] {
            let (key, sequence, event) = try row.decode((String, Int64, EventID).self)
            progress[key, default: AggregateProgress()].deferred.append(sequence)
            deferredEvents.insert(event)
        }
        for row in answers[3] {
            let (event, handler) = try row.decode((EventID, String).self)
            done.insert(Claim(event: event, handler: handler))
        }
    }

    mutating func handle(_ record: IncomingRecord, resolution: FactBatch.Resolution?) async throws {
        guard let envelope = record.envelope else {
            // Without an envelope the aggregate is unknown, so the record has no number in its order.
            guard case .deadLettered(let reason) = resolution else { throw Poison(record.defect ?? "unreadable") }
            transaction.enqueue(ConsumerStore.deadLetter(record, reason: reason))
            return
        }
        guard !deferredEvents.contains(envelope.id) else {
            outcome.duplicates += 1
            return
        }
        let key = envelope.subject
        let handlers = consumer.handlers(of: envelope.type).filter {
            !done.contains(Claim(event: envelope.id, handler: $0.name))
        }
        let isKnown = handlers.isEmpty && !consumer.handlers(of: envelope.type).isEmpty
        var state = progress[key] ?? AggregateProgress()
        defer { progress[key] = state }
        touched.insert(key)
        if isKnown {
            // The inbox has the event, so it counts as received wherever it is in the order.
            outcome.duplicates += 1
            state.last = max(state.last, Int64(envelope.sequence))
            return
        }
        let head = FactHead(
            sequence: Int64(envelope.sequence), previousTime: envelope.previousTime, bornAt: envelope.id.bornAt)
        switch consumer.order.decide(head, &state, now: .now) {
        case .ignore: return
        case .deferForGap, .deferBehind: deferFact(record, envelope, waitingFor: nil)
        case .handle: try await resolve(record, envelope, handlers, resolution, &state)
        }
    }

    private mutating func resolve(
        _ record: IncomingRecord, _ envelope: Envelope, _ handlers: [FactHandler],
        _ resolution: FactBatch.Resolution?, _ state: inout AggregateProgress
    ) async throws {
        switch resolution {
        case .deferred(let name):
            consumer.order.markDeferred(Int64(envelope.sequence), &state)
            deferFact(record, envelope, waitingFor: name)
        case .deadLettered(let reason):
            transaction.enqueue(ConsumerStore.deadLetter(record, reason: reason))
            claim(envelope, handlers)
        case nil:
            try await run(record, envelope, handlers)
            claim(envelope, handlers)
            if !handlers.isEmpty { outcome.handled += 1 }
        }
    }

    private func run(_ record: IncomingRecord, _ envelope: Envelope, _ handlers: [FactHandler]) async throws {
        guard !handlers.isEmpty else { return }
        guard let value = record.value else { throw Poison("a fact without a value") }
        let trace = envelope.traceparent.flatMap(TraceContext.init(traceparent:))?.child()
        let unit = UnitOfWork(sql: transaction, trace: trace, draft: unit.draft)
        for handler in handlers { try await handler.run(envelope, value, unit) }
    }

    private mutating func deferFact(_ record: IncomingRecord, _ envelope: Envelope, waitingFor: String?) {
        transaction.enqueue(ConsumerStore.deferFact(record, envelope, waitingFor: waitingFor))
        deferredEvents.insert(envelope.id)
        outcome.deferred += 1
    }

    private mutating func claim(_ envelope: Envelope, _ handlers: [FactHandler]) {
        for handler in handlers {
            claims.append((envelope.id, handler.name))
            done.insert(Claim(event: envelope.id, handler: handler.name))
        }
    }

    mutating func finish() throws -> FactBatch.Outcome {
        if !claims.isEmpty { transaction.enqueue(ConsumerStore.claim(claims)) }
        let numbers = progress.filter { touched.contains($0.key) && $0.value.last > 0 }
        if !numbers.isEmpty { transaction.enqueue(ConsumerStore.saveNumbers(topic, numbers.mapValues(\.last))) }
        let waiting = numbers.filter { !$0.value.deferred.isEmpty }.keys.sorted()
        if !waiting.isEmpty {
            transaction.enqueue(ConsumerStore.markDueByNumber(topic, waiting))
            outcome.wakesSweep = true
        }
        try consumer.journal.finish(unit)
        return outcome
    }
}

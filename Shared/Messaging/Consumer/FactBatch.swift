import Contracts
import FoundationEssentials
import Observability
import Postgres
import Primitives

/// Facts of one partition, handled in one transaction: position, numbers, inbox rows, effects and what they publish.
struct FactBatch: Sendable {
    /// What is known of a fact before its handlers run, because an attempt failed on it.
    enum Fate: Sendable {
        case waits(for: String)
        case dead(reason: String)
    }

    struct Outcome: Sendable {
        var handled = 0
        var duplicates = 0
        var held = 0
        var wakesSweep = false
    }

    let consumer: EventConsumer
    let records: [IncomingRecord]
    let from: ConsumerPosition
    let to: ConsumerPosition
    /// By offset.
    var fates: [Int64: Fate] = [:]
    /// Done once the position is ours to the transaction's end.
    var whenLocked: (@Sendable () async throws -> Void)?

    private var topic: Topic { records[0].topic }

    func commit() async throws -> Outcome {
        let keys = Set(records.compactMap { $0.envelope?.subject }).sorted()
        let events = records.compactMap { $0.envelope?.id }
        return try await consumer.database.transaction { transaction in
            let answers = try await transaction.batch([
                ConsumerStore.move(topic, records[0].partition, from: from, to: to),
                ConsumerStore.numbers(topic, keys),
                ConsumerStore.heldNumbers(topic, keys),
                ConsumerStore.inbox(events),
            ])
            guard !answers[0].isEmpty else { throw LostPosition() }
            try await whenLocked?()
            CrashPoint.hit(.afterClaim)
            var run = try FactRun(consumer: consumer, topic: topic, transaction: transaction, answers: answers)
            for record in records { try await run.take(record, fate: fates[record.offset]) }
            let outcome = try run.finish()
            CrashPoint.hit(.beforeEffectCommit)
            return outcome
        }
    }
}

/// One transaction's work on facts, in order.
private struct FactRun {
    let consumer: EventConsumer
    let topic: Topic
    let transaction: Transaction
    let unit: UnitOfWork
    private var progress: [String: AggregateProgress] = [:]
    private var heldEvents: Set<EventID> = []
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
            progress[key, default: AggregateProgress()].held.append(sequence)
            heldEvents.insert(event)
        }
        for row in answers[3] {
            let (event, handler) = try row.decode((EventID, String).self)
            done.insert(Claim(event: event, handler: handler))
        }
    }

    mutating func take(_ record: IncomingRecord, fate: FactBatch.Fate?) async throws {
        guard let envelope = record.envelope else {
            // Whose fact it was is not known, so it is no number of anyone's.
            guard case .dead(let reason) = fate else { throw Poison(record.defect ?? "unreadable") }
            transaction.enqueue(ConsumerStore.bury(record, reason: reason))
            return
        }
        guard !heldEvents.contains(envelope.id) else {
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
            // The inbox has it: however it stands in the order, it has come.
            outcome.duplicates += 1
            state.last = max(state.last, Int64(envelope.sequence))
            return
        }
        let head = FactHead(
            sequence: Int64(envelope.sequence), previousTime: envelope.previousTime, bornAt: envelope.id.bornAt)
        switch consumer.order.decide(head, &state, now: .now) {
        case .ignore: return
        case .holdForNumber, .holdBehind: hold(record, envelope, waitingFor: nil)
        case .handle:
            switch fate {
            case .waits(let name):
                consumer.order.putAside(Int64(envelope.sequence), &state)
                hold(record, envelope, waitingFor: name)
            case .dead(let reason):
                transaction.enqueue(ConsumerStore.bury(record, reason: reason))
                claim(envelope, handlers)
            case nil:
                try await run(record, envelope, handlers)
                claim(envelope, handlers)
                if !handlers.isEmpty { outcome.handled += 1 }
            }
        }
    }

    private func run(_ record: IncomingRecord, _ envelope: Envelope, _ handlers: [FactHandler]) async throws {
        guard !handlers.isEmpty else { return }
        guard let value = record.value else { throw Poison("a fact without a value") }
        let trace = envelope.traceparent.flatMap(TraceContext.init(traceparent:))?.child()
        let unit = UnitOfWork(sql: transaction, trace: trace, draft: unit.draft)
        for handler in handlers { try await handler.run(envelope, value, unit) }
    }

    private mutating func hold(_ record: IncomingRecord, _ envelope: Envelope, waitingFor: String?) {
        transaction.enqueue(ConsumerStore.hold(record, envelope, waitingFor: waitingFor))
        heldEvents.insert(envelope.id)
        outcome.held += 1
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
        if !numbers.isEmpty { transaction.enqueue(ConsumerStore.count(topic, numbers.mapValues(\.last))) }
        let waiting = numbers.filter { !$0.value.held.isEmpty }.keys.sorted()
        if !waiting.isEmpty {
            transaction.enqueue(ConsumerStore.wakeNumbers(topic, waiting))
            outcome.wakesSweep = true
        }
        try consumer.journal.finish(unit)
        return outcome
    }
}

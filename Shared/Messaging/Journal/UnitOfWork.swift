package import Contracts
package import Observability
package import Postgres
package import Primitives
import Synchronization

/// One transaction of a service with what it publishes. Only `Journal.update` and the consumer make and commit one, so
/// no route can change a table and forget the event.
///
/// Facts and states are collected and written to the journal in one or two statements that travel with the COMMIT,
/// ordered by key: writers of the same aggregates wait for each other instead of deadlocking.
package struct UnitOfWork: Sendable {
    /// The transaction, for the service's own statements.
    package let sql: Transaction
    /// The trace that the events carry.
    package let trace: TraceContext?
    let draft: JournalDraft

    /// Returns the same unit for another request of a decided group: its events carry that request's trace.
    package func traced(by trace: TraceContext?) -> UnitOfWork {
        UnitOfWork(sql: sql, trace: trace, draft: draft)
    }

    /// Publishes a fact of the aggregate `key`; it happened at `now` by the domain's clock.
    ///
    /// Its number is counted when the journal row is written. The service must have locked the aggregate's row before
    /// it decided (W1). A payload that cannot be encoded, or is over the broker's limit, fails the whole unit at its
    /// end.
    package func publish<Key, Payload>(
        _ event: EventType<Key, Payload>, _ payload: Payload, of key: Key, at now: Instant
    ) {
        draft.add(topic: event.topic.name, type: event.name, key: key.description, at: now, trace: trace) {
            try payload.encoded()
        }
    }

    /// Sets the aggregate's public state. The same content as before publishes nothing; the last call of a unit wins.
    package func setState<Key, Payload>(
        _ state: StateType<Key, Payload>, _ payload: Payload, of key: Key, at now: Instant
    ) {
        draft.set(topic: state.topic.name, type: state.name, key: key.description, at: now, trace: trace) {
            try payload.encoded()
        }
    }

    /// Removes the aggregate from the topic: readers delete their rows, compaction forgets the key.
    package func tombstone<Key, Payload>(_ state: StateType<Key, Payload>, of key: Key, at now: Instant) {
        draft.set(topic: state.topic.name, type: state.name, key: key.description, at: now, trace: trace) { nil }
    }
}

/// A payload that cannot be encoded or is over the broker's limit: the unit is rolled back, its caller has a defect.
package struct UnpublishableEvent: Error, CustomStringConvertible {
    package let type: String
    package let reason: String

    package var description: String { "\(type) cannot be published: \(reason)" }
}

/// What one unit of work is about to publish, in the order of the calls.
final class JournalDraft: Sendable {
    struct FactRow {
        let id: EventID
        let topic: String
        let type: String
        let key: String
        let at: Instant
        let payload: String
        let traceparent: String?
    }

    struct StateRow {
        let id: EventID
        let topic: String
        let type: String
        let key: String
        let at: Instant
        let data: String?
        let traceparent: String?
    }

    struct AggregateName: Hashable, Comparable {
        let topic: String
        let key: String

        static func < (left: Self, right: Self) -> Bool { (left.topic, left.key) < (right.topic, right.key) }
    }

    struct Contents {
        var facts: [FactRow] = []
        var states: [AggregateName: StateRow] = [:]
        var failure: UnpublishableEvent?

        var isEmpty: Bool { facts.isEmpty && states.isEmpty && failure == nil }
    }

    private let contents = Mutex(Contents())
    private let limit: Int

    init(payloadLimit: Int) {
        limit = payloadLimit
    }

    func add(
        topic: String, type: String, key: String, at: Instant, trace: TraceContext?, _ encode: () throws -> [UInt8]
    ) {
        guard let payload = text(of: type, encode) else { return }
        let row = FactRow(
            id: .new(), topic: topic, type: type, key: key, at: at, payload: payload, traceparent: trace?.traceparent)
        contents.withLock { $0.facts.append(row) }
    }

    func set(
        topic: String, type: String, key: String, at: Instant, trace: TraceContext?, _ encode: () throws -> [UInt8]?
    ) {
        let data: String?
        do {
            guard let bytes = try encode() else {
                data = nil
                return put(nil)
            }
            guard let text = text(of: type, { bytes }) else { return }
            data = text
        } catch {
            return fail(type, String(describing: error))
        }
        put(data)

        func put(_ data: String?) {
            let row = StateRow(
                id: .new(), topic: topic, type: type, key: key, at: at, data: data, traceparent: trace?.traceparent)
            contents.withLock { $0.states[AggregateName(topic: topic, key: key)] = row }
        }
    }

    /// Returns what was collected and empties the draft.
    ///
    /// - Throws: `UnpublishableEvent` when a payload could not be published.
    func take() throws -> Contents {
        let taken = contents.withLock { contents in
            defer { contents = Contents() }
            return contents
        }
        if let failure = taken.failure { throw failure }
        return taken
    }

    private func text(of type: String, _ encode: () throws -> [UInt8]) -> String? {
        do {
            let bytes = try encode()
            guard bytes.count <= limit else {
                fail(type, "\(bytes.count) bytes, the limit is \(limit)")
                return nil
            }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            fail(type, String(describing: error))
            return nil
        }
    }

    private func fail(_ type: String, _ reason: String) {
        contents.withLock { $0.failure = $0.failure ?? UnpublishableEvent(type: type, reason: reason) }
    }
}

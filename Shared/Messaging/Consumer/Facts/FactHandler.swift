package import Contracts
package import Observability
package import Primitives

/// A fact as a handler receives it, with what its envelope says.
package struct Received<Key: EventKey, Payload: EventValue>: Sendable {
    package let fact: Payload
    package let key: Key
    package let id: EventID
    /// The number of the aggregate's fact: 1, 2, 3 … without holes.
    package let sequence: Int
    /// When it happened, by the publisher's clock.
    package let time: Instant
    package let epoch: Int
    /// The trace in which it happened.
    package let trace: TraceContext?
}

/// An effect that a service has on a fact, once: the inbox row and the effect commit together, or neither does.
///
/// The body may write with `unit.sql`, publish facts and set state. It throws `Deferred` to wait for a projection's
/// row, and `Poison` for a fact that it can never handle. `Failure` judges any other error: after a transient one the
/// record is tried again while its partition waits, after every other one it is dead-lettered. A record whose key or
/// value cannot be read is dead-lettered before the body runs.
package struct FactHandler: Sendable {
    /// Part of the inbox's key, so never changed once released.
    package let name: String
    package let type: String
    package let topic: Topic
    let run: @Sendable (Envelope, [UInt8], UnitOfWork) async throws -> Void

    package init<Key, Payload>(
        _ event: EventType<Key, Payload>, name: String,
        _ body: @escaping @Sendable (Received<Key, Payload>, UnitOfWork) async throws -> Void
    ) {
        self.name = name
        self.type = event.name
        self.topic = event.topic
        self.run = { envelope, value, unit in
            let received = Received(
                fact: try event.decoded(from: value), key: try event.key(from: envelope.subject), id: envelope.id,
                sequence: envelope.sequence, time: envelope.time, epoch: envelope.epoch,
                trace: envelope.traceparent.flatMap(TraceContext.init(traceparent:)))
            try await body(received, unit)
        }
    }
}

extension CatalogueEntry {
    /// Reads a record's key, for handlers and projections alike.
    ///
    /// - Throws: `Poison` when it is no key of this type.
    func key(from subject: String) throws(Poison) -> Key {
        guard let key = Key(subject) else { throw Poison("malformed key, expected \(keyName)") }
        return key
    }
}

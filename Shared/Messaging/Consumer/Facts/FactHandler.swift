package import Contracts
package import Observability
package import Primitives

/// A fact as a handler gets it, with what its envelope says.
package struct Received<F: Fact>: Sendable {
    package let fact: F
    /// The aggregate's id.
    package let key: String
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
/// The body may write with `unit.sql`, publish facts and set state. To wait for a projection's row it throws `Held`; for a
/// fact that can never be handled it throws `Poison`. Any other error is judged by `Failure`: passing trouble is tried
/// again with the partition held, everything else goes to the dead-letter topic.
package struct FactHandler: Sendable {
    /// Part of the inbox's key, so never changed once released.
    package let name: String
    package let type: String
    package let topic: Topic
    let run: @Sendable (Envelope, [UInt8], UnitOfWork) async throws -> Void

    package init<F: Fact>(
        _ fact: F.Type, name: String,
        _ body: @escaping @Sendable (Received<F>, UnitOfWork) async throws -> Void
    ) {
        self.name = name
        self.type = F.type
        self.topic = F.topic
        self.run = { envelope, value, unit in
            let received = Received(
                fact: try F.decoded(from: value), key: envelope.subject, id: envelope.id, sequence: envelope.sequence,
                time: envelope.time, epoch: envelope.epoch,
                trace: envelope.traceparent.flatMap(TraceContext.init(traceparent:)))
            try await body(received, unit)
        }
    }
}

/// Thrown by a handler whose effect needs a projection's row that has not come (C4): the fact is put aside with its key,
/// in the transaction that moves the position, and tried again when the row or its tombstone comes.
package struct Held: Error, Hashable, CustomStringConvertible {
    /// `<record type>:<key>`.
    package let waitingFor: String

    package init<S: StateRecord>(_ record: S.Type, key: String) {
        waitingFor = Held.name(of: record, key: key)
    }

    package init(waitingFor: String) {
        self.waitingFor = waitingFor
    }

    static func name<S: StateRecord>(of record: S.Type, key: String) -> String { "\(S.type):\(key)" }

    package var description: String { "waits for \(waitingFor)" }
}

/// Thrown by a handler for a fact that it can never handle: it goes to the dead-letter topic at once.
package struct Poison: Error, Hashable, CustomStringConvertible {
    /// Safe to log and to keep: no personal data.
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}

package import Kafka

/// The next step of the relay's state machine. Each step but `wait` has a result that is passed to a method of
/// `RelayState`. The driver carries out one step at a time, so that a result is processed before anything else is read.
package enum RelayStep: Sendable {
    /// Read the log from these positions to its end, with none of our records in flight. Result: `verified`.
    case verify([TopicPartition: LogPosition?])
    /// The log differs from what was written, or the journal from what was sent (R5). Result: `begin`, with what the
    /// recovery wrote.
    case recover
    /// Insert journal rows for the current state of these aggregates, or of all changed above an id. Result:
    /// `refreshed`.
    case refresh(RefreshRequest)
    /// Run one statement over the journal. Result: `page`.
    case read(ReadRequest)
    /// Read `pg_current_xact_id()` in a separate transaction. Result: `bound`.
    case readBound
    /// Read rows to send again. Result: `resendPage`.
    case readResend(ResendRequest, after: Int64, limit: Int)
    /// Run one transaction, guarded by the lease's term. Result: `saved`.
    case save(RelaySave)
    /// The producer is unusable: replace it and load what is durable. Result: `begin`.
    case restart(String)
    /// There is nothing to do until then, or until a report, wake or request.
    case wait(until: Duration)
}

package struct ReadRequest: Hashable, Sendable {
    package let after: Int64
    package let gaps: [ClosedRange<Int64>]
    package let limit: Int
}

package struct RefreshRequest: Hashable, Sendable {
    package var aggregates: Set<AggregateName>
    package var above: Int64?

    package init(aggregates: Set<AggregateName> = [], above: Int64? = nil) {
        self.aggregates = aggregates
        self.above = above
    }
}

/// The data that one transaction makes durable. The cursor never covers more than the positions and notes stored with
/// it.
package struct RelaySave: Sendable {
    package var cursor: Int64
    package var positions: [TopicPartition: LogPosition]
    /// Aggregates that a refused record holds back, with the first held row and the reason (R4).
    package var notes: [AggregateName: HeldNote]
    package var released: Set<AggregateName>
    package var servedRequests: [Int64]
    package var checkpoint: Checkpoint?
}

package struct HeldNote: Hashable, Sendable {
    package let from: Int64
    package let reason: String

    package init(from: Int64, reason: String) {
        self.from = from
        self.reason = reason
    }
}

/// What is durable about a cluster, as a leader loads it.
package struct ClusterMemory: Sendable {
    package var cursor: Int64
    package var positions: [TopicPartition: LogPosition]
    package var held: [AggregateName: HeldNote]
    package var requests: [ResendRequest]

    package init(
        cursor: Int64 = 0, positions: [TopicPartition: LogPosition] = [:], held: [AggregateName: HeldNote] = [:],
        requests: [ResendRequest] = []
    ) {
        self.cursor = cursor
        self.positions = positions
        self.held = held
        self.requests = requests
    }
}

/// A delivery report in the machine's form.
package struct SendReport: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The broker has the record; the offset is -1 if unknown.
        case delivered(offset: Int64)
        /// The record was refused. `alone` means that no other record shared the response, so this record is at fault.
        case refused(reason: String, alone: Bool)
        /// Any other error: the record may or may not have been written.
        case failed(reason: String)
    }

    package let token: UInt64
    package let partition: TopicPartition
    package let outcome: Outcome

    package init(token: UInt64, partition: TopicPartition, outcome: Outcome) {
        self.token = token
        self.partition = partition
        self.outcome = outcome
    }
}

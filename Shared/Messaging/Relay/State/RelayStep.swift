package import Kafka

/// What the relay's machine wants done next. Each step but `wait` has its answer, a method of `RelayState`; the driver does
/// one after the other, so a step's answer is judged before anything else is read.
package enum RelayStep: Sendable {
    /// Read the log from these places to its end, with nothing of ours under way. Answer: `settled`.
    case settle([TopicPartition: LogPosition?])
    /// The log is not what we wrote, or the journal not what was sent (R5). Answer: `begin`, with what recovery wrote.
    case recover
    /// Put a journal row for the current state of these aggregates, or of all touched above an id. Answer: `refreshed`.
    case refresh(RefreshRequest)
    /// One statement over the journal. Answer: `page`.
    case read(ReadRequest)
    /// `pg_current_xact_id()` in a transaction of its own. Answer: `bound`.
    case takeBound
    /// Rows to send once more. Answer: `resendPage`.
    case readAgain(ResendRequest, after: Int64, limit: Int)
    /// One transaction, guarded by the lease's term. Answer: `saved`.
    case save(RelaySave)
    /// The producer is of no use: make it anew and load what is durable. Answer: `begin`.
    case restart(String)
    /// Nothing to do until then, or until a report, a wake or a request.
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

/// What becomes durable in one transaction: the cursor never says more than the positions and notes beside it.
package struct RelaySave: Sendable {
    package var cursor: Int64
    package var positions: [TopicPartition: LogPosition]
    /// Aggregates that a refused record holds back, with the first row held and the reason (R4).
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

/// What is durable about one cluster, as a leader finds it.
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

/// A delivery report, as the machine takes it.
package struct SendReport: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The broker has it; the offset is -1 when it did not say where.
        case delivered(offset: Int64)
        /// The record itself is refused. `alone` says that no other record shared the answer, so it is this one.
        case refused(reason: String, alone: Bool)
        /// Anything else: it may or may not be there.
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

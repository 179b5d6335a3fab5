package import Kafka
package import Primitives

/// An aggregate as records name it: the topic it stands on and its key.
package struct AggregateName: Hashable, Comparable, Sendable {
    package let topic: String
    package let key: String

    package init(topic: String, key: String) {
        self.topic = topic
        self.key = key
    }

    package static func < (left: Self, right: Self) -> Bool { (left.topic, left.key) < (right.topic, right.key) }
}

/// One row of the journal as the relay reads it.
///
/// Times and payload stay the text that PostgreSQL gave: they pass through to headers and value unread.
package struct JournalRow: Sendable {
    package let id: Int64
    package let event: EventID
    package let name: AggregateName
    package let type: String
    package let isState: Bool
    /// The fact's number; of a state row the version that is current when it is read.
    package let sequence: Int64
    package let previousAt: String?
    package let occurredAt: String
    /// Nil: a tombstone.
    package let payload: String?
    package let traceparent: String?

    package init(
        id: Int64, event: EventID, name: AggregateName, type: String, isState: Bool, sequence: Int64,
        previousAt: String? = nil, occurredAt: String = "", payload: String? = nil, traceparent: String? = nil
    ) {
        self.id = id
        self.event = event
        self.name = name
        self.type = type
        self.isState = isState
        self.sequence = sequence
        self.previousAt = previousAt
        self.occurredAt = occurredAt
        self.payload = payload
        self.traceparent = traceparent
    }
}

/// What one statement over the journal said (R1): all of it from one snapshot.
package struct JournalPage: Sendable {
    /// In id order: those missing before that are there now, and new ones.
    package var rows: [JournalRow]
    /// The snapshot's `xmin`; nil when no gap was asked for, as nothing is judged by it then.
    package var xmin: UInt64?
    /// The answer was cut at its limit: there is more.
    package var isCut: Bool
    /// The gaps were read up to this id; nil when all were.
    package var gapsReadThrough: Int64?

    package init(rows: [JournalRow], xmin: UInt64? = nil, isCut: Bool = false, gapsReadThrough: Int64? = nil) {
        self.rows = rows
        self.xmin = xmin
        self.isCut = isCut
        self.gapsReadThrough = gapsReadThrough
    }
}

/// A record's place on a partition and whose it is: an offset alone would not tell a refilled topic from the old one.
package struct LogPosition: Hashable, Sendable {
    package let offset: Int64
    /// Nil: a record that is not of our making, found there when the epoch began.
    package let event: EventID?

    package init(offset: Int64, event: EventID?) {
        self.offset = offset
        self.event = event
    }
}

/// Where the relay stood once: everything up to `cursor` is on the topics, at or before `positions` (R5).
package struct Checkpoint: Hashable, Sendable {
    package let cursor: Int64
    package let positions: [TopicPartition: LogPosition]

    package init(cursor: Int64, positions: [TopicPartition: LogPosition]) {
        self.cursor = cursor
        self.positions = positions
    }
}

/// A request for sending rows once more, made by a command and served by the leader, the only one who sends.
package struct ResendRequest: Hashable, Sendable {
    package let id: Int64
    package let aggregate: String?
    package let type: String?
    package let since: Instant?
    /// Rows beyond it are sent in their turn.
    package let through: Int64

    package init(id: Int64, aggregate: String? = nil, type: String? = nil, since: Instant? = nil, through: Int64) {
        self.id = id
        self.aggregate = aggregate
        self.type = type
        self.since = since
        self.through = through
    }
}

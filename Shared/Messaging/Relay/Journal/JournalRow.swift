package import Kafka
package import Primitives

/// The name of an aggregate in records: its topic and key.
package struct AggregateName: Hashable, Comparable, Sendable {
    package let topic: String
    package let key: String

    package init(topic: String, key: String) {
        self.topic = topic
        self.key = key
    }

    package static func < (left: Self, right: Self) -> Bool { (left.topic, left.key) < (right.topic, right.key) }
}

/// A row of the journal as the relay reads it.
///
/// Times and payload stay in PostgreSQL's text form and are passed to headers and value without parsing.
package struct JournalRow: Sendable {
    package let id: Int64
    package let event: EventID
    package let name: AggregateName
    package let type: String
    package let isState: Bool
    /// The fact's number, or the version of the state that is current when the row is read.
    package let sequence: Int64
    package let previousAt: String?
    package let occurredAt: String
    /// The payload; nil for a tombstone.
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

/// The result of one statement over the journal (R1), from one snapshot.
package struct JournalPage: Sendable {
    /// The rows in id order: previously missing rows and new ones.
    package var rows: [JournalRow]
    /// The snapshot's `xmin`; nil if no gap was requested, because nothing depends on it then.
    package var xmin: UInt64?
    /// Whether the result reached its limit, so there are more rows.
    package var isCut: Bool
    /// The id up to which gaps were read; nil if all were.
    package var gapsReadThrough: Int64?

    package init(rows: [JournalRow], xmin: UInt64? = nil, isCut: Bool = false, gapsReadThrough: Int64? = nil) {
        self.rows = rows
        self.xmin = xmin
        self.isCut = isCut
        self.gapsReadThrough = gapsReadThrough
    }
}

/// A record's offset in a partition and its event. An offset alone would not distinguish a refilled topic from the old
/// one.
package struct LogPosition: Hashable, Sendable {
    package let offset: Int64
    /// The event; nil for a foreign record that was there when the epoch began.
    package let event: EventID?

    package init(offset: Int64, event: EventID?) {
        self.offset = offset
        self.event = event
    }
}

/// A past state of the relay: everything up to `cursor` is on the topics, at or before `positions` (R5).
package struct Checkpoint: Hashable, Sendable {
    package let cursor: Int64
    package let positions: [TopicPartition: LogPosition]

    package init(cursor: Int64, positions: [TopicPartition: LogPosition]) {
        self.cursor = cursor
        self.positions = positions
    }
}

/// A request to send rows again, made by a command and served by the leader, which alone sends.
package struct ResendRequest: Hashable, Sendable {
    package let id: Int64
    package let aggregate: String?
    package let type: String?
    package let since: Instant?
    /// The upper bound; rows beyond it are sent in their normal order.
    package let through: Int64

    package init(id: Int64, aggregate: String? = nil, type: String? = nil, since: Instant? = nil, through: Int64) {
        self.id = id
        self.aggregate = aggregate
        self.type = type
        self.since = since
        self.through = through
    }
}

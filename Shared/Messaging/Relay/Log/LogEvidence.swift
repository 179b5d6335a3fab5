package import Primitives

/// The contents of a partition from a known offset on, as read for R5. The reader has compared each record with the
/// tables.
package struct LogEvidence: Sendable {
    /// A record above the known offset.
    package struct Seen: Sendable {
        package enum Origin: Hashable, Sendable {
            /// The journal has its id, and its version is below the table's or the same one.
            case ours
            /// Not younger than the rows that retention has dropped from the journal.
            case older
            /// Not in the journal, or of a version that the table has not reached or has recreated: the database was
            /// restored.
            case lost
        }

        package let offset: Int64
        package let event: EventID?
        package let name: AggregateName
        package let isState: Bool
        package let origin: Origin

        package init(offset: Int64, event: EventID?, name: AggregateName, isState: Bool, origin: Origin) {
            self.offset = offset
            self.event = event
            self.name = name
            self.isState = isState
            self.origin = origin
        }
    }

    /// The first existing offset and the next one to be written.
    package let start: Int64
    package let end: Int64
    /// The record at the known offset; nil if there is none (any more).
    package let found: LogPosition?
    /// The records above, in offset order; empty if they were not read.
    package let above: [Seen]
    /// Whether compaction may have removed the record at the known offset.
    package let isCompacted: Bool

    package init(start: Int64, end: Int64, found: LogPosition?, above: [Seen], isCompacted: Bool) {
        self.start = start
        self.end = end
        self.found = found
        self.above = above
        self.isCompacted = isCompacted
    }

    /// Whether the log still has the record at `place`. Expired records are not a loss.
    package func agrees(with place: LogPosition?) -> Bool {
        guard let place else { return true }
        guard place.offset < end else { return false }
        guard place.offset >= start else { return true }
        guard let found else { return isCompacted }
        return found.event == place.event
    }

    /// Whether no record above is lost.
    package var isAllOurs: Bool { above.allSatisfy { $0.origin != .lost } }
}

package import Primitives

/// What a partition holds from a known place on, as read for R5, each record judged against the tables by who read it.
package struct LogEvidence: Sendable {
    /// A record above the known place.
    package struct Seen: Sendable {
        package enum Standing: Hashable, Sendable {
            /// Its id is in the journal; its version is not above the table's and, if they are equal, the same one.
            case ours
            /// Not younger than what retention has dropped from the journal.
            case older
            /// Not in the journal, or of a version that the table has not reached or made anew: the database was restored.
            case lost
        }

        package let offset: Int64
        package let event: EventID?
        package let name: AggregateName
        package let isState: Bool
        package let standing: Standing

        package init(offset: Int64, event: EventID?, name: AggregateName, isState: Bool, standing: Standing) {
            self.offset = offset
            self.event = event
            self.name = name
            self.isState = isState
            self.standing = standing
        }
    }

    /// The first offset there is, and the next to be written.
    package let start: Int64
    package let end: Int64
    /// The record at the known place; nil when there is none (any more).
    package let found: LogPosition?
    /// In offset order; empty when it was not read.
    package let above: [Seen]
    /// Compaction may have taken the record at the known place.
    package let isCompacted: Bool

    package init(start: Int64, end: Int64, found: LogPosition?, above: [Seen], isCompacted: Bool) {
        self.start = start
        self.end = end
        self.found = found
        self.above = above
        self.isCompacted = isCompacted
    }

    /// Whether the log still holds what was known at `place`. What retention took is no loss.
    package func agrees(with place: LogPosition?, rules: RelayRules = .all) -> Bool {
        guard let place else { return true }
        guard place.offset < end else { return false }
        guard place.offset >= start else { return true }
        guard rules.checksIdentity else { return true }
        guard let found else { return isCompacted }
        return found.event == place.event
    }

    /// Whether everything above is ours too.
    package var isAllOurs: Bool { above.allSatisfy { $0.standing != .lost } }
}

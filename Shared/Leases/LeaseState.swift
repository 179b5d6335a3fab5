/// Whether this process may send (R6), judged by the clock that nobody sets. Pure.
///
/// The lease's end is counted from before the statement that won it was sent, so ours never lasts longer than the
/// database's, whose own clock decides for the others.
package struct LeaseState: Equatable, Sendable {
    package let length: Duration
    private var sentAt: Duration?
    package private(set) var term: Int64?

    package init(length: Duration) {
        self.length = length
    }

    package mutating func granted(term: Int64, sentAt: Duration) {
        self.term = term
        self.sentAt = sentAt
    }

    package mutating func lost() {
        term = nil
        sentAt = nil
    }

    /// Sending stops here, a margin before the lease ends: the producer's queue must be purged by then.
    package var leadsUntil: Duration? { sentAt.map { $0 + length * 3 / 4 } }

    package func mayLead(at now: Duration) -> Bool {
        leadsUntil.map { now < $0 } ?? false
    }

    package var renewsAt: Duration? { sentAt.map { $0 + length / 4 } }
}

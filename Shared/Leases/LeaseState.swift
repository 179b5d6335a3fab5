/// The time until which a holder may work, by its own monotonic clock. Pure.
///
/// The lease's end is counted from before the statement that acquired or renewed it was sent. The holder's lease thus
/// never lasts longer than the database's, whose clock decides for the other processes.
struct LeaseState: Sendable {
    let length: Duration
    private(set) var sentAt: Duration

    mutating func renewed(sentAt: Duration) {
        self.sentAt = sentAt
    }

    /// The work stops here, a margin before the lease ends: what it has begun elsewhere must have ended by then.
    var worksUntil: Duration { sentAt + length * 3 / 4 }

    var renewsAt: Duration { sentAt + length / 4 }
}

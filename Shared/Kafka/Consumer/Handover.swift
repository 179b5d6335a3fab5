/// Giving partitions back, in three steps with a bound each: let the work in hand finish, tell the delegate, let go.
struct Handover {
    typealias Instant = ContinuousClock.Instant

    enum Step {
        case finishing(cancelAt: Instant, abandonAt: Instant)
        /// The delegate's `revoked` runs, under this number.
        case telling(number: UInt64, Task<Void, Never>, until: Instant)
    }

    let partitions: [TopicPartition]
    let isLast: Bool
    var step: Step
    /// The tasks in hand were cancelled: their errors are no failures.
    var hasCancelled = false

    /// How long cancelled work may take to end before it is abandoned.
    static let grace: Duration = .seconds(1)

    init(_ partitions: [TopicPartition], isLast: Bool, patience: Duration, now: Instant) {
        self.partitions = partitions
        self.isLast = isLast
        step = .finishing(cancelAt: now + patience, abandonAt: now + patience + Self.grace)
    }

    var nextDue: Instant {
        switch step {
        case .finishing(let cancelAt, let abandonAt): hasCancelled ? abandonAt : cancelAt
        case .telling(_, _, let until): until
        }
    }
}

/// The release of partitions in three steps with a time limit each: finish work in progress, notify the delegate,
/// release.
struct Handover {
    typealias Instant = ContinuousClock.Instant

    enum Step {
        case finishing(cancelAt: Instant, abandonAt: Instant)
        /// The delegate's `revoked` is running under this number.
        case notifying(number: UInt64, Task<Void, Never>, until: Instant)
    }

    let partitions: [TopicPartition]
    let isLast: Bool
    var step: Step
    /// Whether the tasks in progress were cancelled. Their errors are then not failures.
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
        case .notifying(_, _, let until): until
        }
    }
}

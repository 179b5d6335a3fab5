/// The waits between attempts: growing, bounded, and spread so that replicas do not try in step.
///
/// ```swift
/// var backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(30))
/// try await Task.sleep(for: backoff.next())
/// ```
package struct Backoff: Sendable {
    private let initial: Duration
    private let maximum: Duration
    private let factor: Double
    private let jitter: Double
    private var upcoming: Duration

    /// - Parameters:
    ///   - factor: how much longer each wait is than the one before.
    ///   - jitter: the part of a wait by which it may be shorter or longer; 0.2 gives 80 % to 120 %.
    package init(initial: Duration, maximum: Duration, factor: Double = 2, jitter: Double = 0.2) {
        self.initial = initial
        self.maximum = maximum
        self.factor = max(1, factor)
        self.jitter = min(max(0, jitter), 1)
        upcoming = min(initial, maximum)
    }

    /// How long to wait now. Never longer than `maximum`.
    package mutating func next() -> Duration {
        var generator = SystemRandomNumberGenerator()
        return next(using: &generator)
    }

    package mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let wait = upcoming
        upcoming = min(upcoming * factor, maximum)
        guard jitter > 0 else { return wait }
        return min(wait * Double.random(in: (1 - jitter)...(1 + jitter), using: &generator), maximum)
    }

    /// After a success: the next failure waits the shortest time again.
    package mutating func reset() {
        upcoming = min(initial, maximum)
    }
}

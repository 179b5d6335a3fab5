/// A sequence of growing, bounded delays between attempts, with jitter so that replicas do not retry in step.
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
    ///   - factor: the ratio of each delay to the previous one.
    ///   - jitter: the fraction by which a delay may vary; 0.2 gives 80 % to 120 %.
    package init(initial: Duration, maximum: Duration, factor: Double = 2, jitter: Double = 0.2) {
        self.initial = initial
        self.maximum = maximum
        self.factor = max(1, factor)
        self.jitter = min(max(0, jitter), 1)
        upcoming = min(initial, maximum)
    }

    /// Returns the next delay, which never exceeds `maximum`.
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

    /// Starts again from the initial delay. Call after a success.
    package mutating func reset() {
        upcoming = min(initial, maximum)
    }
}

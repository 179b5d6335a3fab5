/// The limits of one caller's requests: for each `RateClass` a bucket of `burst` tokens, refilled at `perSecond`.
package struct RateLimits: Sendable {
    package struct Allowance: Sendable, Hashable {
        package var perSecond: Double
        package var burst: Double

        package init(perSecond: Double, burst: Double) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }

    package var standard = Allowance(perSecond: 100, burst: 400)
    package var sensitive = Allowance(perSecond: 0.5, burst: 20)
    package var heavy = Allowance(perSecond: 2, burst: 20)
    /// The minimum number of callers of a class that are remembered; the maximum is twice as many.
    package var capacity = 20_000

    package init() {}

    subscript(rate: RateClass) -> Allowance? {
        switch rate {
        case .standard: standard
        case .sensitive: sensitive
        case .heavy: heavy
        case .unlimited: nil
        }
    }
}

/// How many requests one caller may make: a bucket of `burst` that refills at `perSecond`, for each `RateClass`.
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
    /// How many callers of a class are remembered at least; twice as many at most.
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

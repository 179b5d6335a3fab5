import Primitives
import Synchronization

/// Token buckets by caller, one limiter a `RateClass`.
///
/// A bucket that was not used for a while is dropped. Unless there are very many callers, it was full again.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var time: Double
    }

    /// Whose requests are counted together.
    enum Caller: Hashable {
        case person(PersonID)
        case address(String)
        /// Tokens from there that are none.
        case guess(String)
    }

    private let allowance: RateLimits.Allowance
    private let buckets: Mutex<RecentMap<Caller, Bucket>>

    init(_ allowance: RateLimits.Allowance, capacity: Int) {
        self.allowance = allowance
        buckets = Mutex(RecentMap(limit: capacity))
    }

    /// Takes one token of the caller's at `time` (seconds of a clock that never goes back).
    ///
    /// - Returns: nil when there was one, else the seconds until there is.
    func take(_ caller: Caller, at time: Double) -> Double? {
        buckets.withLock { buckets in
            var bucket = buckets[caller] ?? Bucket(tokens: allowance.burst, time: time)
            bucket.tokens = min(allowance.burst, bucket.tokens + max(0, time - bucket.time) * allowance.perSecond)
            bucket.time = max(bucket.time, time)
            defer { buckets[caller] = bucket }
            guard bucket.tokens >= 1 else { return (1 - bucket.tokens) / allowance.perSecond }
            bucket.tokens -= 1
            return nil
        }
    }

    var count: Int { buckets.withLock { $0.count } }
}

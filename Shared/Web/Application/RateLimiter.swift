import Primitives
import Synchronization

/// Token buckets by caller. Each `RateClass` has its own limiter.
///
/// A bucket that was not used for some time is dropped. It was full again, unless very many callers came at once.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var time: Double
    }

    /// The caller whose requests are counted together.
    enum Caller: Hashable {
        case person(PersonID)
        case address(String)
        /// An address that sends invalid tokens.
        case guess(String)
    }

    private let allowance: RateLimits.Allowance
    private let buckets: Mutex<RecentMap<Caller, Bucket>>

    init(_ allowance: RateLimits.Allowance, capacity: Int) {
        self.allowance = allowance
        buckets = Mutex(RecentMap(limit: capacity))
    }

    /// Uses one of the caller's tokens at `time`, in seconds of a monotonic clock.
    ///
    /// - Returns: nil if there was a token, else the seconds until the next one.
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

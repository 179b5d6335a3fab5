import Primitives
import Synchronization

/// Token buckets by caller, one limiter a `RateClass`.
///
/// Memory is bounded without a sweep: buckets live in two generations. When the young one is full it becomes the old one,
/// and what nobody asked for since is dropped; a bucket that is dropped was, but for a flood of callers, full again.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var time: Double
    }

    private struct State {
        var young: [Caller: Bucket] = [:]
        var old: [Caller: Bucket] = [:]
    }

    /// Whose requests are counted together.
    enum Caller: Hashable {
        case person(PersonID)
        case address(String)
        /// Tokens from there that are none.
        case guess(String)
    }

    private let allowance: RateLimits.Allowance
    private let capacity: Int
    private let state = Mutex(State())

    init(_ allowance: RateLimits.Allowance, capacity: Int) {
        self.allowance = allowance
        self.capacity = capacity
    }

    /// Takes one token of the caller's at `time` (seconds of a clock that never goes back).
    ///
    /// - Returns: nil when there was one, else the seconds until there is.
    func take(_ caller: Caller, at time: Double) -> Double? {
        state.withLock { state in
            var bucket = state.young[caller] ?? state.old[caller] ?? Bucket(tokens: allowance.burst, time: time)
            bucket.tokens = min(allowance.burst, bucket.tokens + max(0, time - bucket.time) * allowance.perSecond)
            bucket.time = max(bucket.time, time)
            defer {
                if state.young.count >= capacity, state.young[caller] == nil {
                    state.old = state.young
                    state.young = [:]
                }
                state.young[caller] = bucket
            }
            guard bucket.tokens >= 1 else { return (1 - bucket.tokens) / allowance.perSecond }
            bucket.tokens -= 1
            return nil
        }
    }

    var count: Int { state.withLock { $0.young.count + $0.old.count } }
}

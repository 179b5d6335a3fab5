/// How long the next try of a password must wait: nothing for the first few failures, then twice as long each time, for
/// names that exist and for those that do not.
package struct LoginThrottle: Hashable, Sendable {
    package var freeFailures: Int
    package var longestSeconds: Int

    package init(freeFailures: Int = 5, longestSeconds: Int = 900) {
        self.freeFailures = freeFailures
        self.longestSeconds = longestSeconds
    }

    /// Seconds to wait after so many failures in a row.
    package func delay(afterFailures failures: Int) -> Int {
        guard failures > freeFailures else { return 0 }
        let doublings = min(failures - freeFailures - 1, 30)
        return min(longestSeconds, 1 << doublings)
    }
}

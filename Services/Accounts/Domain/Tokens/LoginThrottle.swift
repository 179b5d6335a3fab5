/// The delay after failed sign-ins: none for the first few failures, then doubled with each. It applies to addresses
/// with and without an account.
package struct LoginThrottle: Hashable, Sendable {
    package var freeFailures: Int
    package var longestSeconds: Int

    package init(freeFailures: Int = 5, longestSeconds: Int = 900) {
        self.freeFailures = freeFailures
        self.longestSeconds = longestSeconds
    }

    /// Returns the seconds to wait after this number of consecutive failures.
    package func delay(afterFailures failures: Int) -> Int {
        guard failures > freeFailures else { return 0 }
        let doublings = min(failures - freeFailures - 1, 30)
        return min(longestSeconds, 1 << doublings)
    }
}

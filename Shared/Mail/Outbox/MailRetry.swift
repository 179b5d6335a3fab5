/// The schedule of retries. Pure.
enum MailRetry {
    /// Four days, as RFC 5321, 4.5.4.1 recommends.
    static let maximumAge = 4 * 86_400

    /// Returns the seconds until the next attempt, or nil if the message is too old.
    static func delay(afterAttempts attempts: Int, age: Int) -> Int? {
        guard age < maximumAge else { return nil }
        return min(3600, 30 << min(max(0, attempts - 1), 7))
    }

    /// Returns the seconds until missing data is looked up again: soon at first, then less often, without end.
    static func delay(waitingFor age: Int) -> Int {
        min(600, max(2, age / 4))
    }
}

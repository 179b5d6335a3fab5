/// When a message that could not be sent is tried again. Pure.
enum MailRetry {
    /// Four days, as mail systems do (RFC 5321, 4.5.4.1).
    static let patience = 4 * 86_400

    /// Seconds to the next try after so many failed ones; nil when it was tried for long enough.
    static func delay(afterAttempts attempts: Int, age: Int) -> Int? {
        guard age < patience else { return nil }
        return min(3600, 30 << min(max(0, attempts - 1), 7))
    }

    /// Seconds until something is looked for again that has not come yet: soon at first, and then ever more rarely, without end.
    static func delay(waitingFor age: Int) -> Int {
        min(600, max(2, age / 4))
    }
}

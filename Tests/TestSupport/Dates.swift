package import Primitives

/// An instant of a test: `2026-03-01T15:00:00Z`.
package func instant(_ text: String) throws -> Instant {
    guard let instant = Instant(text) else { throw MalformedDate(text: text) }
    return instant
}

/// A day of a test: `2026-03-01`.
package func day(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("\(text) is no day") }
    return day
}

struct MalformedDate: Error {
    let text: String
}

package import Primitives

/// A membership term that became known after somebody registered (E1), as accounts' fact tells it.
package struct LateMembership: Hashable, Sendable {
    /// Both days inclusive.
    package var from: Day
    package var to: Day
    package var grantedAt: Instant
    /// The registration whose paid rate brought the term (B4); nil for one that was bought or given.
    package var cause: RegistrationID?

    /// How far the services' clocks may be apart, in seconds: a term that was granted first may seem granted after.
    package static let clockDifference = 60

    package init(from: Day, to: Day, grantedAt: Instant, cause: RegistrationID? = nil) {
        self.from = from
        self.to = to
        self.grantedAt = grantedAt
        self.cause = cause
    }

    /// Whether a non-member registration of this moment, made on this day at the association's seat, had the member rate coming:
    /// the term was in force that day and granted by then. The registration that was paid to bring the term had not.
    package func reprices(_ registration: RegistrationID, on day: Day, at instant: Instant) -> Bool {
        registration != cause && from <= day && day <= to
            && grantedAt <= instant.adding(seconds: Self.clockDifference)
    }
}

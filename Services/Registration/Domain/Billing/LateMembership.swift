package import Primitives

/// A membership term that became known after a person registered, as accounts published it (E1).
package struct LateMembership: Hashable, Sendable {
    package var from: Day
    /// The last day of the term.
    package var to: Day
    package var grantedAt: Instant
    /// The registration whose paid rate granted the term (B4); nil for a term that was bought or given.
    package var cause: RegistrationID?

    /// The seconds by which the services' clocks may differ: a term that was granted first may seem granted after.
    package static let clockDifference = 60

    package init(from: Day, to: Day, grantedAt: Instant, cause: RegistrationID? = nil) {
        self.from = from
        self.to = to
        self.grantedAt = grantedAt
        self.cause = cause
    }

    /// Returns whether a registration is entitled to the member rate: the term was in force on its day and granted by
    /// its instant. The registration that granted the term is not.
    ///
    /// - Parameter day: The registration's day in the association's time zone.
    package func reprices(_ registration: RegistrationID, on day: Day, at instant: Instant) -> Bool {
        registration != cause && from <= day && day <= to
            && grantedAt <= instant.adding(seconds: Self.clockDifference)
    }
}

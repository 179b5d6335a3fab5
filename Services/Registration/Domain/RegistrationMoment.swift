package import Primitives

/// The moment of a decision, on the calendars that the rules ask about. Rules are given their time; they read no clock.
package struct RegistrationMoment: Hashable, Sendable {
    package var instant: Instant
    /// The date at the association's seat: membership (E1) and statistics (I1).
    package var associationDay: Day
    /// The date at the class's venue: early bird (E2), deadlines (D5), attendance (F1).
    package var venueDay: Day

    package init(instant: Instant, associationDay: Day, venueDay: Day) {
        self.instant = instant
        self.associationDay = associationDay
        self.venueDay = venueDay
    }
}

package import Primitives

/// The time of a decision, on the calendars that the rules refer to. Rules receive their time; they read no clock.
package struct RegistrationMoment: Hashable, Sendable {
    package var instant: Instant
    /// The date in the association's time zone, for membership (E1) and statistics (I1).
    package var associationDay: Day
    /// The date in the venue's time zone, for the early-bird rate (E2), deadlines (D5) and attendance (F1).
    package var venueDay: Day

    package init(instant: Instant, associationDay: Day, venueDay: Day) {
        self.instant = instant
        self.associationDay = associationDay
        self.venueDay = venueDay
    }
}

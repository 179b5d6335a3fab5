package import Primitives

/// A reminder of a class, a number of days before it.
package struct ClassReminder: Hashable, Sendable {
    package var days: Int
    /// The instant from which the reminder is due: an hour of its day, at the venue.
    package var opensAt: Instant

    package init(days: Int, opensAt: Instant) {
        self.days = days
        self.opensAt = opensAt
    }

    /// Returns the reminder that is due: the last one that has opened, until the class begins. An earlier one that was
    /// not sent is skipped, as the later one says the same.
    package static func due(_ reminders: [ClassReminder], startsAt: Instant, at now: Instant) -> ClassReminder? {
        guard now < startsAt else { return nil }
        return reminders.filter { $0.opensAt <= now }.max { $0.opensAt < $1.opensAt }
    }
}

package import Primitives

/// A reminder of a class, so many days before it, and the moment from which it is due (at an hour of the day at the venue).
package struct ClassReminder: Hashable, Sendable {
    package var days: Int
    package var opensAt: Instant

    package init(days: Int, opensAt: Instant) {
        self.days = days
        self.opensAt = opensAt
    }

    /// The reminder whose time it is: the last that has opened, while the class has not begun. One whose time passed unused is not
    /// made up for, as the next one says the same.
    package static func due(_ reminders: [ClassReminder], startsAt: Instant, at now: Instant) -> ClassReminder? {
        guard now < startsAt else { return nil }
        return reminders.filter { $0.opensAt <= now }.max { $0.opensAt < $1.opensAt }
    }

    /// Whether somebody is to be reminded who was last told of the date then: nobody is who was told when the reminder was due
    /// already, be it by registering late, by taking over a seat, or because the class was moved.
    package func isFor(toldAt: Instant) -> Bool { toldAt < opensAt }
}

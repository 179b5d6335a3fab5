import Primitives
import RegistrationDomain
import Testing

@Suite struct ClassReminderTests {
    private static func hour(_ hours: Int) -> Instant { Instant(secondsSince1970: hours * 3600) }

    /// 30 and 7 days before a class that begins at hour 10,000.
    private static let reminders = [
        ClassReminder(days: 30, opensAt: hour(10_000 - 30 * 24 + 9)),
        ClassReminder(days: 7, opensAt: hour(10_000 - 7 * 24 + 9)),
    ]

    @Test(
        arguments: [
            (-721 + 9, nil), (-720 + 9, 30), (-169 + 9, 30), (-168 + 9, 7), (-1, 7), (0, nil), (500, nil),
        ] as [(Int, Int?)])
    func `The last reminder that has opened is due until the class begins`(hours: Int, days: Int?) {
        let now = Self.hour(10_000 + hours)
        #expect(ClassReminder.due(Self.reminders, startsAt: Self.hour(10_000), at: now)?.days == days)
        #expect(ClassReminder.due(Self.reminders.reversed(), startsAt: Self.hour(10_000), at: now)?.days == days)
    }
}

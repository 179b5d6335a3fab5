import DomainClock
import Mail
import Messaging
import Primitives
import RegistrationDomain

/// Enqueues the reminders of classes that are due. A class has one round for each reminder and first day: a person who
/// registers later learns the date from the registration's own mail.
struct SendClassReminders: Sendable {
    let journal: Journal
    let reminders: ReminderRepository
    let policies: Policies
    let outbox: MailOutbox

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        reminders = ReminderRepository(database: parts.database)
        policies = parts.policies
        outbox = parts.mail
    }

    /// Enqueues the rounds of a hundred classes in each transaction.
    func callAsFunction(at now: Instant) async throws {
        // A day more on both sides, since the date at a venue is at most one day from that of UTC.
        let horizon = (policies.policy(at: now).reminderDaysBefore.max() ?? 0) + 2
        let candidates = try await reminders.candidates(
            from: now.utcDay.adding(days: -1), to: now.utcDay.adding(days: horizon))
        let due = candidates.compactMap { candidate -> DueReminder? in
            guard
                let reminder = policies.dueReminder(
                    startsOn: candidate.startsOn, timeZone: candidate.timeZone, at: now),
                !candidate.enqueued.contains(reminder.days)
            else { return nil }
            return DueReminder(offering: candidate.offering, startsOn: candidate.startsOn, reminder: reminder)
        }
        for start in stride(from: 0, to: due.count, by: 100) {
            try await journal.update { unit in
                reminders.enqueue(Array(due[start..<min(due.count, start + 100)]), at: now, in: unit)
                outbox.wake(with: unit)
            }
        }
    }
}

extension Policies {
    /// Returns the reminder of a class that is due, by the clock at its venue.
    func dueReminder(startsOn: Day, timeZone: String, at instant: Instant) -> ClassReminder? {
        let policy = policy(at: instant)
        let zone = zones.zone(timeZone) ?? .utc
        let reminders = policy.reminderDaysBefore.map { days in
            ClassReminder(
                days: days, opensAt: zone.instant(startsOn.adding(days: -days), hour: policy.reminderHour))
        }
        return ClassReminder.due(reminders, startsAt: zone.start(of: startsOn), at: instant)
    }
}

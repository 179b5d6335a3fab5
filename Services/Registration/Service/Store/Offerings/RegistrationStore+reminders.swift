import DomainClock
import Mail
import Messaging
import Postgres
import Primitives
import RegistrationDomain

extension RegistrationStore {
    /// The reminder of a class whose time it is, by the clock at the venue.
    func reminderDue(_ offering: Offering, at instant: Instant) -> ClassReminder? {
        reminderDue(startsOn: offering.startsOn, timeZone: offering.venue.timeZone, at: instant)
    }

    private func reminderDue(startsOn: Day, timeZone: String, at instant: Instant) -> ClassReminder? {
        let policy = policy(at: instant)
        let zone = zones.zone(timeZone) ?? .utc
        let reminders = policy.reminderDaysBefore.map { days in
            ClassReminder(
                days: days, opensAt: zone.instant(startsOn.adding(days: -days), hour: policy.reminderHour))
        }
        return ClassReminder.due(reminders, startsAt: zone.start(of: startsOn), at: instant)
    }

    /// Writes the reminders whose time has come. Each class has one round for each reminder and starting day: who comes later was told
    /// of the date just then.
    func remind(at instant: Instant) async throws {
        let horizon = (policy(at: instant).reminderDaysBefore.max() ?? 0) + 2
        let rows = try await database.query(
            """
            SELECT o.id, o.starts_on, o.time_zone, coalesce(array_agg(r.days) FILTER (WHERE r.days IS NOT NULL), '{}')
            FROM offering o
            LEFT JOIN reminder_round r ON r.offering_id = o.id AND r.starts_on = o.starts_on
            WHERE o.status = 'published'
                AND o.starts_on BETWEEN \(instant.utcDay.adding(days: -1)) AND \(instant.utcDay.adding(days: horizon))
            GROUP BY o.id ORDER BY o.starts_on, o.id
            """)
        var due: [(offering: OfferingID, startsOn: Day, reminder: ClassReminder)] = []
        for row in rows {
            let (id, startsOn, timeZone, done) = try row.decode((OfferingID, Day, String, [Int]).self)
            guard let reminder = reminderDue(startsOn: startsOn, timeZone: timeZone, at: instant),
                !done.contains(reminder.days)
            else { continue }
            due.append((id, startsOn, reminder))
        }
        for chunk in stride(from: 0, to: due.count, by: 100).map({ due[$0..<min(due.count, $0 + 100)] }) {
            try await journal.update { unit in write(Array(chunk), at: instant, in: unit) }
        }
    }

    /// One statement: the rounds that nobody began yet, and a message to each who sits there and was told of the date before the
    /// reminder was due.
    private func write(
        _ due: [(offering: OfferingID, startsOn: Day, reminder: ClassReminder)], at instant: Instant,
        in unit: UnitOfWork
    ) {
        let told = MemberMessage.announcingDates.map(\.rawValue)
        unit.sql.enqueue(
            """
            WITH due AS (
                SELECT * FROM unnest(\(due.map(\.offering)), \(due.map(\.startsOn)), \(due.map(\.reminder.days)),
                    \(due.map(\.reminder.opensAt))) AS d (offering_id, starts_on, days, opens_at)
            ), round AS (
                INSERT INTO reminder_round (offering_id, starts_on, days, begun_at)
                SELECT offering_id, starts_on, days, \(instant) FROM due ON CONFLICT DO NOTHING
                RETURNING offering_id, starts_on, days
            )
            INSERT INTO mail_outbox (id, kind, about, occasion, person_id, content, written_at)
            SELECT gen_random_uuid(), \(MemberMessage.classReminder.rawValue), r.id,
                format('%s %s %s', due.starts_on, due.days, r.person_id), r.person_id,
                jsonb_build_object('startsOn', due.starts_on, 'days', due.days), \(instant)
            FROM due JOIN round USING (offering_id, starts_on, days)
            JOIN registration r ON r.offering_id = due.offering_id AND r.status IN ('pendingPayment', 'confirmed')
            WHERE coalesce(
                (SELECT max(m.written_at) FROM mail_outbox m WHERE m.about = r.id AND m.person_id = r.person_id
                    AND m.kind = ANY(\(told)) AND m.occasion NOT LIKE 'venue %'),
                r.registered_at) < due.opens_at
            ON CONFLICT DO NOTHING
            """)
        mail.wake(with: unit)
    }
}

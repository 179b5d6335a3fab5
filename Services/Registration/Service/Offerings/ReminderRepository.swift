import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A class to come, with the reminders that have been enqueued for its first day.
struct ReminderCandidate: Sendable {
    var offering: OfferingID
    var startsOn: Day
    var timeZone: String
    var enqueued: [Int]
}

/// A reminder that is due for a class.
struct DueReminder: Sendable {
    var offering: OfferingID
    var startsOn: Day
    var reminder: ClassReminder
}

/// The table of reminder rounds, and the mails that they enqueue.
struct ReminderRepository: Sendable {
    let database: PostgresClient

    private static let candidates = Columns<ReminderCandidate>(
        "o.id, o.starts_on, o.time_zone, coalesce(array_agg(r.days) FILTER (WHERE r.days IS NOT NULL), '{}')"
    ) { row in
        ReminderCandidate(
            offering: try row.next(), startsOn: try row.next(), timeZone: try row.next(), enqueued: try row.next())
    }

    /// Returns the published classes that start between two days.
    func candidates(from first: Day, to last: Day) async throws -> [ReminderCandidate] {
        try await database.read(
            .all(
                Self.candidates,
                """
                SELECT \(Self.candidates) FROM offering o
                LEFT JOIN reminder_round r ON r.offering_id = o.id AND r.starts_on = o.starts_on
                WHERE o.status = 'published' AND o.starts_on BETWEEN \(first) AND \(last)
                GROUP BY o.id ORDER BY o.starts_on, o.id
                """))
    }

    /// Begins the rounds that have not begun, and enqueues a mail to each person with a seat whose last mail with the
    /// class's dates is older than the reminder. A person without such a mail counts from their registration.
    func enqueue(_ due: [DueReminder], at now: Instant, in unit: UnitOfWork) {
        let announcing = MemberMessage.announcingDates.map(\.rawValue)
        unit.sql.enqueue(
            """
            WITH due AS (
                SELECT * FROM unnest(\(due.map(\.offering)), \(due.map(\.startsOn)), \(due.map(\.reminder.days)),
                    \(due.map(\.reminder.opensAt))) AS d (offering_id, starts_on, days, opens_at)
            ), round AS (
                INSERT INTO reminder_round (offering_id, starts_on, days, begun_at)
                SELECT offering_id, starts_on, days, \(now) FROM due ON CONFLICT DO NOTHING
                RETURNING offering_id, starts_on, days
            )
            INSERT INTO mail_outbox (id, kind, about, occasion, person_id, content, written_at)
            SELECT gen_random_uuid(), \(MemberMessage.classReminder.rawValue), r.id,
                format('%s %s %s', due.starts_on, due.days, r.person_id), r.person_id,
                jsonb_build_object('startsOn', due.starts_on, 'days', due.days), \(now)
            FROM due JOIN round USING (offering_id, starts_on, days)
            JOIN registration r ON r.offering_id = due.offering_id AND r.status IN ('pendingPayment', 'confirmed')
            WHERE coalesce(
                (SELECT max(m.written_at) FROM mail_outbox m WHERE m.about = r.id AND m.person_id = r.person_id
                    AND m.kind = ANY(\(announcing)) AND m.occasion NOT LIKE 'venue %'),
                r.registered_at) < due.opens_at
            ON CONFLICT DO NOTHING
            """)
    }
}

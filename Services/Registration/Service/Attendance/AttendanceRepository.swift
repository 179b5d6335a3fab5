import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A day's attendance as it was recorded once, before later corrections.
struct AttendanceChange: Sendable {
    var id: Int
    var day: Day
    var present: [RegistrationID]
    var recordedBy: PersonID
    var recordedAt: Instant
}

/// What a day's attendance is recorded from.
struct AttendanceInput: Sendable {
    /// The day as it is recorded until now.
    var day: AttendanceDay
    /// The registrations with a seat in the class.
    var attending: Set<RegistrationID>
}

/// The tables of attendance by day, and the append-only history of what was recorded (F1).
struct AttendanceRepository: Sendable {
    let database: PostgresClient

    private static let days = Columns<AttendanceDay>(
        """
        day, version, ARRAY(
            SELECT a.registration_id FROM attendance a JOIN registration r ON r.id = a.registration_id
            WHERE r.offering_id = attendance_day.offering_id AND a.day = attendance_day.day
            ORDER BY a.registration_id)
        """
    ) { row in
        var day = AttendanceDay(date: try row.next(), version: try row.next())
        day.present = try row.next()
        return day
    }

    private static let changes = Columns<AttendanceChange>("id, day, present, recorded_by, recorded_at") { row in
        AttendanceChange(
            id: try row.next(), day: try row.next(), present: try row.next(), recordedBy: try row.next(),
            recordedAt: try row.next())
    }

    /// Returns a page of the recorded days in their order, and one more if there is one.
    func list(of offering: OfferingID, after day: Day?, limit: Int) async throws -> [AttendanceDay] {
        let after: Query = day.map { "AND day > \($0)" } ?? ""
        return try await database.read(
            .all(
                Self.days,
                """
                SELECT \(Self.days) FROM attendance_day WHERE offering_id = \(offering) \(after)
                ORDER BY day LIMIT \(limit + 1)
                """))
    }

    /// Returns a page of everything that was recorded, in that order, and one more if there is one (F1).
    func history(of offering: OfferingID, after change: Int?, limit: Int) async throws -> [AttendanceChange] {
        try await database.read(
            .all(
                Self.changes,
                """
                SELECT \(Self.changes) FROM attendance_audit
                WHERE offering_id = \(offering) AND id > \(change ?? 0) ORDER BY id LIMIT \(limit + 1)
                """))
    }

    /// Returns a day of a locked offering, of version zero if it is not recorded, and the registrations with a seat.
    func input(for day: Day, of offering: OfferingID, in unit: UnitOfWork) async throws -> AttendanceInput {
        let statuses = RegistrationStatus.allCases.filter(\.attends).map(\.rawValue)
        let (recorded, attending) = try await unit.sql.read(
            Reading.first(
                Self.days,
                "SELECT \(Self.days) FROM attendance_day WHERE offering_id = \(offering) AND day = \(day)"),
            Reading.all(
                RegistrationID.self,
                "SELECT id FROM registration WHERE offering_id = \(offering) AND status = ANY(\(statuses))"))
        return AttendanceInput(day: recorded ?? AttendanceDay(date: day), attending: Set(attending))
    }

    /// Returns the number of days on which a registration's person was present.
    func daysAttended(by registration: RegistrationID, from source: any RowSource) async throws -> Int {
        try await source.read(
            .scalar(Int.self, "SELECT count(*) FROM attendance WHERE registration_id = \(registration)"))
    }

    /// Writes a day of a locked offering under its next version, and appends it to the history.
    ///
    /// - Returns: the day as it is stored.
    func save(
        _ day: AttendanceDay, of offering: OfferingID, by person: PersonID, at now: Instant, in unit: UnitOfWork
    ) -> AttendanceDay {
        var saved = day
        saved.version += 1
        unit.sql.enqueue(
            """
            INSERT INTO attendance_day (offering_id, day, version, recorded_by, recorded_at)
            VALUES (\(offering), \(day.date), \(saved.version), \(person), \(now))
            ON CONFLICT (offering_id, day) DO UPDATE SET version = excluded.version,
                recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at
            WHERE attendance_day.version = \(day.version)
            """)
        unit.sql.enqueue(
            """
            DELETE FROM attendance USING registration WHERE attendance.registration_id = registration.id
                AND registration.offering_id = \(offering) AND attendance.day = \(day.date)
                AND registration.id <> ALL(\(day.present))
            """)
        unit.sql.enqueue(
            """
            INSERT INTO attendance (registration_id, day)
            SELECT id, \(day.date) FROM unnest(\(day.present)) AS present (id) ON CONFLICT DO NOTHING
            """)
        unit.sql.enqueue(
            """
            INSERT INTO attendance_audit (offering_id, day, present, recorded_by, recorded_at)
            VALUES (\(offering), \(day.date), \(day.present), \(person), \(now))
            """)
        return saved
    }
}

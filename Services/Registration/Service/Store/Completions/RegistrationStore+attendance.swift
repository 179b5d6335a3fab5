import Contracts
import Messaging
import Postgres
import Primitives
import RegistrationDomain

extension RegistrationStore {
    /// Replaces a day's list, and keeps who wrote which list when (F1).
    ///
    /// - Returns: the day's new version.
    func write(
        _ present: [RegistrationID], on day: Day, of offering: OfferingID, by person: PersonID, at instant: Instant,
        in unit: UnitOfWork
    ) async throws -> Int {
        let rows = try await unit.sql.query(
            """
            INSERT INTO attendance_day (offering_id, day, recorded_by, recorded_at)
            VALUES (\(offering), \(day), \(person), \(instant))
            ON CONFLICT (offering_id, day) DO UPDATE SET version = attendance_day.version + 1,
                recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at
            RETURNING version
            """)
        unit.sql.enqueue(
            """
            DELETE FROM attendance USING registration WHERE attendance.registration_id = registration.id
                AND registration.offering_id = \(offering) AND attendance.day = \(day)
                AND registration.id <> ALL(\(present))
            """)
        unit.sql.enqueue(
            """
            INSERT INTO attendance (registration_id, day) SELECT id, \(day) FROM unnest(\(present)) AS present (id)
            ON CONFLICT DO NOTHING
            """)
        unit.sql.enqueue(
            """
            INSERT INTO attendance_audit (offering_id, day, present, recorded_by, recorded_at)
            VALUES (\(offering), \(day), \(present), \(person), \(instant))
            """)
        unit.publish(
            .attendanceRecorded, AttendanceList(date: day, registrationIds: present), of: offering, at: instant)
        return try rows.first?.value(at: 0) ?? 1
    }

    /// The lists recorded so far, in the days' order.
    func attendance(of offering: OfferingID, from source: any RowSource) async throws -> [AttendanceDayDTO] {
        let rows = try await source.query(
            """
            SELECT day.day, day.version, a.registration_id FROM attendance_day day
            LEFT JOIN registration r ON r.offering_id = day.offering_id
            LEFT JOIN attendance a ON a.registration_id = r.id AND a.day = day.day
            WHERE day.offering_id = \(offering) ORDER BY day.day, a.registration_id
            """)
        return try rows.reduce(into: []) { days, row in
            let (day, version, registration) = try row.decode((Day, Int, RegistrationID?).self)
            if days.last?.date != day { days.append(AttendanceDayDTO(date: day, present: [], version: version)) }
            if let registration { days[days.count - 1].present.append(registration) }
        }
    }

    /// Every list as it was written, the first and the corrected ones, in that order; one row more than the limit (F1).
    func attendanceHistory(of offering: OfferingID, after: Int?, limit: Int) async throws -> [AttendanceChange] {
        try await database.query(
            """
            SELECT id, day, present, recorded_by, recorded_at FROM attendance_audit
            WHERE offering_id = \(offering) AND id > \(after ?? 0) ORDER BY id LIMIT \(limit + 1)
            """
        ).map { row in
            let (id, day, present, person, instant) = try row.decode(
                (Int, Day, [RegistrationID], PersonID, Instant).self)
            return AttendanceChange(
                id: id, day: day, present: present, recordedBy: person, recordedAt: instant)
        }
    }

    func attendedDays(of registration: RegistrationID, from source: any RowSource) async throws -> Int {
        try await source.query("SELECT count(*) FROM attendance WHERE registration_id = \(registration)").first?
            .value(at: 0) ?? 0
    }
}

/// A day's list as somebody wrote it.
struct AttendanceChange: Sendable {
    var id: Int
    var day: Day
    var present: [RegistrationID]
    var recordedBy: PersonID
    var recordedAt: Instant
}

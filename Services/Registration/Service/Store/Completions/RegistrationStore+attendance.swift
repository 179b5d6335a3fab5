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
        unit.publishAttendance(day, present, of: offering, at: instant)
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

/// An attendee's answers (F2, F7).
struct EvaluationRecord: Hashable, Sendable {
    struct Rating: Hashable, Sendable {
        var person: PersonID
        var rating: Int
        var comment: String?
    }

    var registration: RegistrationID
    var offering: OfferingID
    var overall: Int
    var content: Int
    var instructor: Int
    var facility: Int
    var comment: String?
    var ratings: [Rating]
    var changedAt: Instant
    var version: Int
}

/// Averages over an offering's evaluations.
struct EvaluationSummary: Hashable, Sendable {
    var answers: Int
    var overall: Double
    var content: Double
    var instructor: Double
    var facility: Double
    var comments: [String]
}

extension RegistrationStore {
    func evaluation(of registration: RegistrationID, from source: any RowSource) async throws -> EvaluationRecord? {
        let rows = try await source.query(
            """
            SELECT offering_id, overall, content, instructor, facility, comment, changed_at, version
            FROM evaluation WHERE registration_id = \(registration)
            """)
        guard let row = rows.first else { return nil }
        let (offering, overall, content, instructor, facility, comment, changedAt, version) = try row.decode(
            (OfferingID, Int, Int, Int, Int, String?, Instant, Int).self)
        let ratings = try await source.query(
            """
            SELECT person_id, rating, comment FROM evaluation_instructor
            WHERE registration_id = \(registration) ORDER BY person_id
            """
        ).map { row in
            let (person, rating, comment) = try row.decode((PersonID, Int, String?).self)
            return EvaluationRecord.Rating(person: person, rating: rating, comment: comment)
        }
        return EvaluationRecord(
            registration: registration, offering: offering, overall: overall, content: content, instructor: instructor,
            facility: facility, comment: comment, ratings: ratings, changedAt: changedAt, version: version)
    }

    /// Writes the answers, the first or corrected ones.
    ///
    /// - Returns: their version; 1 says that they are the first.
    func write(_ evaluation: EvaluationRecord, in unit: UnitOfWork) async throws -> Int {
        let id = evaluation.registration
        let rows = try await unit.sql.query(
            """
            INSERT INTO evaluation (registration_id, offering_id, overall, content, instructor, facility, comment,
                made_at, changed_at)
            VALUES (\(id), \(evaluation.offering), \(evaluation.overall), \(evaluation.content),
                \(evaluation.instructor), \(evaluation.facility), \(evaluation.comment), \(evaluation.changedAt),
                \(evaluation.changedAt))
            ON CONFLICT (registration_id) DO UPDATE SET overall = excluded.overall, content = excluded.content,
                instructor = excluded.instructor, facility = excluded.facility, comment = excluded.comment,
                changed_at = excluded.changed_at, version = evaluation.version + 1
            RETURNING version
            """)
        unit.sql.enqueue("DELETE FROM evaluation_instructor WHERE registration_id = \(id)")
        for rating in evaluation.ratings {
            unit.sql.enqueue(
                """
                INSERT INTO evaluation_instructor (registration_id, offering_id, person_id, rating, comment)
                VALUES (\(id), \(evaluation.offering), \(rating.person), \(rating.rating), \(rating.comment))
                """)
        }
        return try rows.first?.value(at: 0) ?? 1
    }

    /// The averages, from `minimum` answers on; below that nobody can be told apart from nobody (F7).
    func evaluationSummary(of offering: OfferingID, minimum: Int) async throws -> (answers: Int, EvaluationSummary?) {
        let rows = try await database.query(
            """
            SELECT count(*), avg(overall)::float8, avg(content)::float8, avg(instructor)::float8,
                avg(facility)::float8, coalesce(array_agg(comment ORDER BY md5(comment))
                    FILTER (WHERE comment <> ''), '{}')
            FROM evaluation WHERE offering_id = \(offering)
            """)
        guard let row = rows.first else { return (0, nil) }
        let (answers, overall, content, instructor, facility, comments) = try row.decode(
            (Int, Double?, Double?, Double?, Double?, [String]).self)
        guard answers >= minimum, let overall, let content, let instructor, let facility else { return (answers, nil) }
        return (
            answers,
            EvaluationSummary(
                answers: answers, overall: overall, content: content, instructor: instructor, facility: facility,
                comments: comments)
        )
    }

    /// The ratings of each instructor who has `minimum` of them (F7), whichever of their identities was rated.
    func ratings(in offering: OfferingID, minimum: Int) async throws -> [EvaluationSummaryDTO.Instructor] {
        try await database.query(
            """
            SELECT coalesce(s.survivor_id, e.person_id) AS person, count(*), avg(rating)::float8,
                coalesce(array_agg(comment ORDER BY md5(comment)) FILTER (WHERE comment <> ''), '{}')
            FROM evaluation_instructor e LEFT JOIN person_survivor s ON s.person_id = e.person_id
            WHERE offering_id = \(offering) GROUP BY person HAVING count(*) >= \(minimum) ORDER BY person
            """
        ).map { row in
            let (person, answers, average, comments) = try row.decode((PersonID, Int, Double, [String]).self)
            return .init(personId: person, answers: answers, average: average, comments: comments)
        }
    }

    /// Ratings of one instructor so far, in this transaction's view.
    func ratings(of instructor: PersonID, in offering: OfferingID, from source: any RowSource) async throws -> (
        answers: Int, average: Double
    ) {
        let rows = try await source.query(
            """
            SELECT count(*), coalesce(avg(rating), 0)::float8 FROM evaluation_instructor
            WHERE offering_id = \(offering) AND person_id = \(instructor)
            """)
        return try rows.first?.decode((Int, Double).self) ?? (0, 0)
    }
}

import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// Both tables of a report (I1).
struct CompletionReport: Sendable {
    var courses: CompletionStatistics
    var months: CompletionMonths
}

extension RegistrationStore {
    /// People per course and period (I1): each once, by the day of completion; what was voided does not count, and people who were
    /// merged count once. Audits and staff earn no completion (E6).
    ///
    /// - Parameter known: only what was recorded, not yet voided, and merged before this moment; nil for what is known now.
    func statistics(_ period: DayRange, _ compare: DayRange, known: Instant?) async throws -> CompletionReport {
        let known = known.map(Self.known) ?? Self.knownNow
        let results = try await database.batch([
            """
            \(known)
            SELECT c.code, c.title, coalesce(counted.now, 0), coalesce(counted.compare, 0)
            FROM course c LEFT JOIN (
                SELECT course_code,
                    count(DISTINCT person_id)
                        FILTER (WHERE completed_on BETWEEN \(period.from) AND \(period.to)) AS now,
                    count(DISTINCT person_id)
                        FILTER (WHERE completed_on BETWEEN \(compare.from) AND \(compare.to)) AS compare
                FROM known WHERE completed_on BETWEEN \(period.from) AND \(period.to)
                    OR completed_on BETWEEN \(compare.from) AND \(compare.to)
                GROUP BY course_code) counted ON counted.course_code = c.code
            ORDER BY c.position
            """,
            Self.months(period, known), Self.months(compare, known),
        ])
        let courses = try results[0].map { row in
            let (course, title, count, compareCount) = try row.decode((CourseCode, String, Int, Int).self)
            return CompletionStatistics.Row(course: course, title: title, count: count, compareCount: compareCount)
        }
        let months = try results[1...].map { rows in
            try rows.reduce(into: [CalendarMonth: Int]()) { counts, row in
                let (first, count) = try row.decode((Day, Int).self)
                counts[CalendarMonth(first)] = count
            }
        }
        return CompletionReport(
            courses: CompletionStatistics(rows: courses),
            months: CompletionMonths(period, months[0], compare, months[1]))
    }

    private static func months(_ days: DayRange, _ known: Query) -> Query {
        """
        \(known)
        SELECT month, count(*) FROM (
            SELECT DISTINCT date_trunc('month', completed_on::timestamp)::date AS month, course_code, person_id FROM known
            WHERE completed_on BETWEEN \(days.from) AND \(days.to)) AS once
        GROUP BY month
        """
    }

    private static let knownNow: Query = """
        WITH known AS NOT MATERIALIZED (
            SELECT k.course_code, k.completed_on, coalesce(s.survivor_id, k.person_id) AS person_id
            FROM completion k LEFT JOIN person_survivor s ON s.person_id = k.person_id
            WHERE k.voided_at IS NULL)
        """

    private static func known(before instant: Instant) -> Query {
        """
        WITH RECURSIVE merged AS (
            SELECT person_id, merged_into FROM person_merge_history
            WHERE merged_at < \(instant) AND (undone_at IS NULL OR undone_at >= \(instant))
            UNION ALL
            SELECT person_id, merged_into FROM person_merge m
            WHERE NOT EXISTS (SELECT FROM person_merge_history h WHERE h.person_id = m.person_id)
        ), chain (person_id, survivor_id, length) AS (
            SELECT person_id, merged_into, 1 FROM merged
            UNION ALL
            SELECT chain.person_id, merged.merged_into, length + 1 FROM chain
            JOIN merged ON merged.person_id = chain.survivor_id
            WHERE length < 100
        ), survivor AS (
            SELECT DISTINCT ON (person_id) person_id, survivor_id FROM chain ORDER BY person_id, length DESC
        ), known AS NOT MATERIALIZED (
            SELECT k.course_code, k.completed_on, coalesce(s.survivor_id, k.person_id) AS person_id
            FROM completion k LEFT JOIN survivor s ON s.person_id = k.person_id
            WHERE k.recorded_at < \(instant) AND (k.voided_at IS NULL OR k.voided_at >= \(instant)))
        """
    }

    func keepMerge(of person: PersonID, into survivor: PersonID, at instant: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO person_merge_history (person_id, merged_into, merged_at)
            VALUES (\(person), \(survivor), \(instant)) ON CONFLICT DO NOTHING
            """)
    }

    func keepUndo(ofMerged person: PersonID, at instant: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE person_merge_history SET undone_at = \(instant) WHERE person_id = \(person) AND undone_at IS NULL
            """)
    }
}

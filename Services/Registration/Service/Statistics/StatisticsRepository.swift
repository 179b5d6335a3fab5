import Postgres
import Primitives
import RegistrationDomain

/// Counts the persons who completed courses (I1).
///
/// A person counts once, also after a merge; a voided completion does not count. Audits and teaching staff earn no
/// completion (E6).
struct StatisticsRepository: Sendable {
    let database: PostgresClient

    private struct Month: Sendable {
        var month: CalendarMonth
        var count: Int
    }

    private static let courses = Columns<CompletionStatistics.Row>(
        "c.code, c.title, coalesce(counted.now, 0), coalesce(counted.compare, 0)"
    ) { row in
        CompletionStatistics.Row(
            course: try row.next(), title: try row.next(), count: try row.next(), compareCount: try row.next())
    }

    private static let months = Columns<Month>("month, count(*)") { row in
        Month(month: CalendarMonth(try row.next()), count: try row.next())
    }

    /// Returns the counts by course and by month.
    ///
    /// - Parameter instant: counts only what was recorded, not yet voided, and merged before; nil counts what is known
    ///   now.
    func tables(
        of periods: ReportPeriods, knownBefore instant: Instant?
    ) async throws -> (CompletionStatistics, CompletionMonths) {
        let known = instant.map(Self.known) ?? Self.knownNow
        let (period, compare) = (periods.period, periods.compare)
        let (courses, months, compareMonths) = try await database.read(
            Self.byCourse(period, compare, known), Self.byMonth(period, known), Self.byMonth(compare, known))
        return (
            CompletionStatistics(rows: courses), CompletionMonths(period, months, compare, compareMonths)
        )
    }

    private static func byCourse(
        _ period: DayRange, _ compare: DayRange, _ known: Query
    ) -> Reading<[CompletionStatistics.Row]> {
        .all(
            courses,
            """
            \(known)
            SELECT \(courses)
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
            """)
    }

    private static func byMonth(_ days: DayRange, _ known: Query) -> Reading<[CalendarMonth: Int]> {
        Reading<[Month]>.all(
            months,
            """
            \(known)
            SELECT \(months) FROM (
                SELECT DISTINCT date_trunc('month', completed_on::timestamp)::date AS month, course_code, person_id
                FROM known WHERE completed_on BETWEEN \(days.from) AND \(days.to)) AS once
            GROUP BY month
            """
        ).map { Dictionary(uniqueKeysWithValues: $0.map { ($0.month, $0.count) }) }
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
}

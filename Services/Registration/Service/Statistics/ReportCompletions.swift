import DomainClock
import Primitives
import RegistrationDomain

/// The persons who completed each course in a period, beside those of another period (I1, I2).
struct CompletionReport: Sendable {
    var periods: ReportPeriods
    var asOf: Day?
    var courses: CompletionStatistics
    var months: CompletionMonths
}

/// Reports completions by course and month, for two periods (I1, I2).
struct ReportCompletions: Sendable {
    struct Request: Sendable {
        var from: Day?
        var to: Day?
        var compareFrom: Day?
        var compareTo: Day?
        /// Reports what was known at the end of this day.
        var asOf: Day?
    }

    let policies: Policies
    let statistics: StatisticsRepository

    /// - Throws: `ReportPeriodRejection`.
    func callAsFunction(_ request: Request, at now: Instant) async throws -> CompletionReport {
        Rule.keep(.I1, .I2)
        let today = policies.associationDay(now)
        let periods = try ReportPeriods(
            from: request.from, to: request.to, compareFrom: request.compareFrom, compareTo: request.compareTo,
            today: today)
        // Until a day is over, what is known at its end is what is known now.
        let known = request.asOf.flatMap { $0 < today ? policies.zone.end(of: $0) : nil }
        let (courses, months) = try await statistics.tables(of: periods, knownBefore: known)
        return CompletionReport(periods: periods, asOf: request.asOf, courses: courses, months: months)
    }
}

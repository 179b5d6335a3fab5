import Documents
import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain
import Web

/// I1, I2: the published table, as JSON, CSV and a page.
extension RegistrationAPI {
    var reportEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/reports/completions", "People who completed each course, against a period before",
                description:
                    "People count once a course and period. `months` has the same by month, once a course and month; it is "
                    + "empty for more than \(CompletionMonths.maximumMonths) months.",
                access: .anyone,
                query: Self.periodQuery, answers: [.ok(StatisticsDTO.schema), .csv]
            ) { call in
                let report = try await report(call)
                if call.preferred(["application/json", "text/csv"]) == "text/csv" {
                    return .bytes(
                        "text/csv; charset=utf-8", Self.csv(report.tables.courses), fileName: "completions.csv")
                }
                return try .ok(StatisticsDTO(report))
            },
            Endpoint(
                "GET", "/reports/completions", "The same table as a page, with a chart by month", access: .anyone,
                query: Self.periodQuery, answers: [.html]
            ) { call in .page(StatisticsPage(report: try await report(call)).html) },
        ]
    }

    private static let periodQuery: [Parameter] = [
        .query("from", .date, "1 January if absent."), .query("to", .date, "Today if absent."),
        .query("compareFrom", .date, "The full year before, if absent."), .query("compareTo", .date),
        .query("asOf", .date, "As it was known at the end of this day: completions, voids and merges of people."),
    ]

    private func report(_ call: Call) async throws -> Report {
        let today = store.associationDay(call.now)
        let (to, compareTo): (Day?, Day?) = (try call.query("to"), try call.query("compareTo"))
        let (period, compare) = CompletionStatistics.periods(
            from: try call.query("from"), to: to, compareFrom: try call.query("compareFrom"), compareTo: compareTo,
            today: today)
        try Self.refuse(period.from, after: period.to, to == nil ? "from" : "to")
        try Self.refuse(compare.from, after: compare.to, compareTo == nil ? "compareFrom" : "compareTo")
        let asOf: Day? = try call.query("asOf")
        // What was known at the end of a day that is not over is what is known now.
        let known = asOf.flatMap { $0 < today ? store.policies.zone.end(of: $0) : nil }
        return Report(
            period: period, compare: compare, asOf: asOf,
            tables: try await store.statistics(period, compare, known: known))
    }

    private static func csv(_ table: CompletionStatistics) -> [UInt8] {
        var csv = CSVWriter(header: ["courseCode", "title", "count", "compareCount", "record"])
        for row in table.rows {
            csv.append([
                row.course.rawValue, row.title, "\(row.count)", "\(row.compareCount)", "\(row.isRecord)",
            ])
        }
        csv.append(["", "Total", "\(table.total)", "\(table.compareTotal)", ""])
        return csv.bytes
    }
}

/// A report with what it was asked for.
struct Report: Sendable {
    var period: DayRange
    var compare: DayRange
    var asOf: Day?
    var tables: CompletionReport
}

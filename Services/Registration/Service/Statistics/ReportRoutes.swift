import Documents
import HTTP
import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain
import Web

/// The public report of completions, as JSON, CSV and a page (I1, I2).
struct ReportRoutes: Sendable {
    let report: ReportCompletions

    init(_ parts: RegistrationParts) {
        report = ReportCompletions(
            policies: parts.policies, statistics: StatisticsRepository(database: parts.database))
    }

    var completions: Operation {
        Operation(
            "Report the persons who completed each course, beside an earlier period",
            description:
                "A person counts once for each course and period. `months` counts a person once for each course "
                + "and month; it is empty for more than \(CompletionMonths.maximumMonths) months.",
            access: .anyone, query: Self.periods, answers: [.ok(CompletionReportDTO.self), .csv]
        ) { call in
            let report = try await report(try Self.request(call), at: call.now)
            if call.preferred(["application/json", "text/csv"]) == "text/csv" {
                return .bytes("text/csv; charset=utf-8", Self.csv(report.courses), fileName: "completions.csv")
            }
            return try .ok(CompletionReportDTO(report))
        }
    }

    var page: Operation {
        Operation(
            "Show the report as a page, with a chart by month", access: .anyone, query: Self.periods, answers: [.html]
        ) { call in .page(StatisticsPage(report: try await report(try Self.request(call), at: call.now)).html) }
    }

    private static let periods: [Parameter] = [
        .query("from", .date, "1 January by default."), .query("to", .date, "Today by default."),
        .query("compareFrom", .date, "The full year before by default."), .query("compareTo", .date),
        .query(
            "asOf", .date,
            "Reports the completions, voided completions and merged persons that were known at the end of this day."),
    ]

    private static func request(_ call: Call) throws -> ReportCompletions.Request {
        ReportCompletions.Request(
            from: try call.query("from"), to: try call.query("to"), compareFrom: try call.query("compareFrom"),
            compareTo: try call.query("compareTo"), asOf: try call.query("asOf"))
    }

    private static func csv(_ table: CompletionStatistics) -> [UInt8] {
        var csv = CSVWriter(header: ["courseCode", "title", "count", "compareCount", "record"])
        for row in table.rows {
            csv.append([row.course.rawValue, row.title, "\(row.count)", "\(row.compareCount)", "\(row.isRecord)"])
        }
        csv.append(["", "Total", "\(table.total)", "\(table.compareTotal)", ""])
        return csv.bytes
    }
}

extension ReportPeriodRejection: ProblemConvertible {
    var problem: Problem { .unprocessable("/query/\(day.rawValue)", "the first day is after the last") }
}

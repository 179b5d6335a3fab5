import Documents
import HTTP
import JSONSchema
import Primitives
import RegistrationDomain
import ServiceKit

struct StatisticsDTO: Codable, Sendable {
    struct Row: Codable, Sendable {
        var courseCode: CourseCode
        var title: String
        var count: Int
        var compareCount: Int
        var record: Bool
    }

    var from: Day
    var to: Day
    var compareFrom: Day
    var compareTo: Day
    @Nullable var asOf: Day?
    var rows: [Row]
    var total: Int
    var compareTotal: Int

    static let schema = Schema.object(
        .required("from", .date), .required("to", .date), .required("compareFrom", .date),
        .required("compareTo", .date), .nullable("asOf", .date),
        .required(
            "rows",
            .array(
                .object(
                    .required("courseCode", .courseCode), .required("title", .name),
                    .required("count", .integer(min: 0)),
                    .required("compareCount", .integer(min: 0)), .required("record", .boolean)))),
        .required("total", .integer(min: 0)), .required("compareTotal", .integer(min: 0)))
}

struct ImportDTO: Codable, Sendable {
    struct Rejected: Codable, Sendable {
        var line: Int
        var code: String
        var detail: String
    }

    var accepted: Int
    var unchanged: Int
    var rejected: [Rejected]

    static let schema = Schema.object(
        .required("accepted", .integer(min: 0)), .required("unchanged", .integer(min: 0)),
        .required(
            "rejected",
            .array(
                .object(
                    .required("line", .integer(min: 1)), .required("code", .string()), .required("detail", .string())),
                max: 10_000_000)))
}

/// I1, I2: the published table, and the import of completions from before.
extension RegistrationAPI {
    var reportEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/reports/completions", "People who completed each course, against a period before",
                access: .anyone,
                query: Self.periodQuery, answers: [.ok(StatisticsDTO.schema), .csv]
            ) { call in
                let (table, period, compare) = try await statistics(call)
                let asOf: Day? = try call.query("asOf")
                if call.preferred(["application/json", "text/csv"]) == "text/csv" {
                    return .bytes("text/csv; charset=utf-8", Self.csv(table), fileName: "completions.csv")
                }
                return try .ok(
                    StatisticsDTO(
                        from: period.from, to: period.to, compareFrom: compare.from, compareTo: compare.to, asOf: asOf,
                        rows: table.rows.map {
                            .init(
                                courseCode: $0.course, title: $0.title, count: $0.count, compareCount: $0.compareCount,
                                record: $0.isRecord)
                        }, total: table.total, compareTotal: table.compareTotal))
            },
            Endpoint(
                "GET", "/reports/completions", "The same table as a page, with a chart", access: .anyone,
                query: Self.periodQuery, answers: [.html]
            ) { call in
                let (table, period, compare) = try await statistics(call)
                return .page(StatisticsPage.html(table, period, compare))
            },
            Endpoint(
                "POST", "/v1/imports/completions",
                "Import past completions: `personEmail|personId,courseCode,completedOn,offeringRef?`",
                description:
                    "The first line names the columns. A line that cannot be taken is reported and stops no other.",
                access: .staff, body: .binary(limit: 256 << 20, types: ["text/csv"]),
                answers: [.ok(ImportDTO.schema)], problems: [.csvUnreadable], rate: .heavy
            ) { call in
                let principal = try call.signedIn()
                var outcome = CompletionImport.Outcome()
                var file = CompletionImportFile()
                var stream = call.stream()
                let importer = CompletionImport(
                    store: store, importedBy: principal.personID, instant: call.now)
                while let piece = try await stream.next() {
                    try file.read(piece, &outcome)
                    while let lines = file.next() { try await importer.add(lines, to: &outcome) }
                }
                try file.finish(&outcome)
                while let lines = file.next(atEnd: true) { try await importer.add(lines, to: &outcome) }
                return try .ok(
                    ImportDTO(
                        accepted: outcome.accepted, unchanged: outcome.unchanged,
                        rejected: outcome.faults.sorted { $0.line < $1.line }
                            .map { .init(line: $0.line, code: $0.code, detail: $0.detail) }))
            },
        ]
    }

    private static let periodQuery: [Parameter] = [
        .query("from", .date, "1 January if absent."), .query("to", .date, "Today if absent."),
        .query("compareFrom", .date, "The full year before, if absent."), .query("compareTo", .date),
        .query("asOf", .date, "As it was known at the end of this day."),
    ]

    private func statistics(_ call: Call) async throws -> (CompletionStatistics, DayRange, DayRange) {
        let today = store.associationDay(call.now)
        let (period, compare) = CompletionStatistics.periods(
            from: try call.query("from"), to: try call.query("to"), compareFrom: try call.query("compareFrom"),
            compareTo: try call.query("compareTo"), today: today)
        let asOf: Day? = try call.query("asOf")
        // What was known at the end of a day that is not over is what is known now.
        let known = asOf.flatMap { $0 < today ? store.zone.end(of: $0) : nil }
        return (try await store.statistics(period, compare, known: known), period, compare)
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

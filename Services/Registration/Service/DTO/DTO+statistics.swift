import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// The table of I1 and I2.
struct StatisticsDTO: Codable, Sendable {
    struct Row: Codable, Sendable {
        var courseCode: CourseCode
        var title: String
        var count: Int
        var compareCount: Int
        var record: Bool
    }

    struct Month: Codable, Sendable {
        @Nullable var month: String?
        var count: Int
        @Nullable var compareMonth: String?
        var compareCount: Int
    }

    var from: Day
    var to: Day
    var compareFrom: Day
    var compareTo: Day
    @Nullable var asOf: Day?
    var rows: [Row]
    var total: Int
    var compareTotal: Int
    var months: [Month]

    init(_ report: Report) {
        (from, to) = (report.period.from, report.period.to)
        (compareFrom, compareTo) = (report.compare.from, report.compare.to)
        asOf = report.asOf
        let table = report.tables.courses
        rows = table.rows.map {
            Row(
                courseCode: $0.course, title: $0.title, count: $0.count, compareCount: $0.compareCount,
                record: $0.isRecord)
        }
        total = table.total
        compareTotal = table.compareTotal
        months = report.tables.months.rows.map {
            Month(
                month: $0.month?.description, count: $0.count, compareMonth: $0.compareMonth?.description,
                compareCount: $0.compareCount)
        }
    }

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
        .required("total", .integer(min: 0)), .required("compareTotal", .integer(min: 0)),
        .required(
            "months",
            .array(
                .object(
                    .nullable("month", .month), .required("count", .integer(min: 0)),
                    .nullable("compareMonth", .month), .required("compareCount", .integer(min: 0))))))
}

extension Schema {
    /// Such as `2019-08`.
    fileprivate static var month: Schema { .string(pattern: "^[0-9]{4}-(0[1-9]|1[0-2])$") }
}

import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// The report of completions (I1, I2).
struct CompletionReportDTO: WireType {
    struct Row: WireType {
        var courseCode: CourseCode
        var title: String
        var count: Int
        var compareCount: Int
        var record: Bool

        static let constraints = Constraints([
            CodingKeys.title: .name, .count: .integer(min: 0), .compareCount: .integer(min: 0),
        ])
    }

    struct Month: WireType {
        @Nullable var month: String?
        var count: Int
        @Nullable var compareMonth: String?
        var compareCount: Int

        static let constraints = Constraints([
            CodingKeys.month: .month, .count: .integer(min: 0), .compareMonth: .month,
            .compareCount: .integer(min: 0),
        ])
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

    static let constraints = Constraints([CodingKeys.total: .integer(min: 0), .compareTotal: .integer(min: 0)])

    init(_ report: CompletionReport) {
        let (period, compare) = (report.periods.period, report.periods.compare)
        (from, to) = (period.from, period.to)
        (compareFrom, compareTo) = (compare.from, compare.to)
        asOf = report.asOf
        rows = report.courses.rows.map {
            Row(
                courseCode: $0.course, title: $0.title, count: $0.count, compareCount: $0.compareCount,
                record: $0.isRecord)
        }
        total = report.courses.total
        compareTotal = report.courses.compareTotal
        months = report.months.rows.map {
            Month(
                month: $0.month?.description, count: $0.count, compareMonth: $0.compareMonth?.description,
                compareCount: $0.compareCount)
        }
    }
}

extension Schema {
    /// A month such as `2019-08`.
    fileprivate static var month: Schema { .string(pattern: "^[0-9]{4}-(0[1-9]|1[0-2])$") }
}

import Primitives
import RegistrationDomain
import Web

/// The report of completions as a page (I1, I2): a table by course, and a table and a chart by month. The chart shows
/// the same figures as the table beside it.
struct StatisticsPage: Sendable {
    var report: CompletionReport

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>People who completed our courses</title>
        <style>
        \(Self.style)
        </style>
        </head>
        <body>
        <h1>People who completed our courses</h1>
        <p>\(Self.days(report.periods.period)), compared with \(Self.days(report.periods.compare))\(known).
        A person counts once for each course and period.</p>
        \(courses)
        \(months)
        </body>
        </html>

        """
    }

    private static let style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem;
        color: #1c2733; }
        h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { padding: .35rem .5rem; border-bottom: 1px solid #cfd8e0; text-align: right; vertical-align: bottom; }
        th:first-child { text-align: left; } th[scope=row] { font-weight: normal; }
        thead th, tfoot th[scope=row], tfoot td { font-weight: 600; } .day { white-space: nowrap; }
        svg { display: block; width: 100%; max-width: 32rem; height: auto; margin: 1rem 0; }
        svg text { font: 11px system-ui, sans-serif; fill: #1c2733; }
        @media (max-width: 30rem) {
        body { margin: 1rem auto; } table { font-size: .9rem; } thead th { font-size: .8rem; }
        th, td { padding: .3rem .2rem; }
        }
        @media print {
        body { margin: 0; max-width: none; } h2, h2 + p { break-after: avoid; } tr { break-inside: avoid; }
        svg { max-width: 22rem; break-inside: avoid; print-color-adjust: exact; }
        }
        """

    private static func days(_ range: DayRange) -> String { "\(range.from) to \(range.to)" }

    private static func head(_ range: DayRange) -> String {
        #"<span class="day">\#(range.from)</span> to <span class="day">\#(range.to)</span>"#
    }

    private var known: String { report.asOf.map { ", as known at the end of \($0)" } ?? "" }

    private var courses: String {
        let table = report.courses
        let rows = table.rows.map { row in
            """
            <tr><th scope="row">\(htmlEscaped(row.title))</th><td>\(row.count)</td><td>\(row.compareCount)</td>\
            <td>\(row.isRecord ? "record" : "")</td></tr>
            """
        }
        return """
            <table>
            <thead><tr><th scope="col">Course</th><th scope="col">\(Self.head(report.periods.period))</th>\
            <th scope="col">\(Self.head(report.periods.compare))</th><th scope="col">Record</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            <tfoot><tr><th scope="row">Total</th><td>\(table.total)</td><td>\(table.compareTotal)</td>\
            <td></td></tr></tfoot>
            </table>
            """
    }

    private var months: String {
        let rows = report.months.rows
        guard !rows.isEmpty else { return "" }
        let lines = rows.map { row in
            let (month, other) = (row.month?.description, row.compareMonth?.description)
            return """
                <tr><th scope="row">\(month ?? "–")</th><td>\(month == nil ? "" : "\(row.count)")</td>\
                <td>\(other ?? "–")</td><td>\(other == nil ? "" : "\(row.compareCount)")</td></tr>
                """
        }
        return """
            <h2>By month</h2>
            <p>Here a person counts once for each course and month.</p>
            \(MonthChart(rows: rows).svg)
            <table>
            <thead><tr><th scope="col">Month</th><th scope="col">People</th><th scope="col">Compared with</th>\
            <th scope="col">People</th></tr></thead>
            <tbody>
            \(lines.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }
}

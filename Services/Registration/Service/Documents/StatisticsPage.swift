import Primitives
import RegistrationDomain
import ServiceKit

/// The published table as a page for people (I1, I2): the figures, and each course's two bars.
enum StatisticsPage {
    static func html(_ table: CompletionStatistics, _ period: DayRange, _ compare: DayRange) -> String {
        let widest = max(1, table.rows.flatMap { [$0.count, $0.compareCount] }.max() ?? 1)
        let rows = table.rows.map { row in
            """
            <tr><th scope="row">\(htmlEscaped(row.title))</th><td>\(row.count)</td><td>\(row.compareCount)</td>\
            <td>\(row.isRecord ? "record" : "")</td></tr>
            """
        }
        let bars = table.rows.enumerated().map { index, row in
            let y = index * 44
            let (now, before) = (row.count * 380 / widest, row.compareCount * 380 / widest)
            return """
                <text x="250" y="\(y + 22)" text-anchor="end">\(htmlEscaped(row.title))</text>
                <rect x="260" y="\(y + 6)" width="\(now)" height="14" fill="#1b5e9b"/>
                <text x="\(264 + now)" y="\(y + 18)">\(row.count)</text>
                <rect x="260" y="\(y + 22)" width="\(before)" height="14" fill="#8a9bab"/>
                <text x="\(264 + before)" y="\(y + 34)">\(row.compareCount)</text>
                """
        }
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>People who completed our courses</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; }
            table { border-collapse: collapse; width: 100%; }
            th, td { padding: .4rem .6rem; border-bottom: 1px solid #cfd8e0; text-align: right; }
            th[scope=row], thead th:first-child { text-align: left; }
            svg { width: 100%; height: auto; margin-top: 2rem; font-size: 12px; }
            </style>
            </head>
            <body>
            <h1>People who completed our courses</h1>
            <table>
            <thead><tr><th scope="col">Course</th><th scope="col">\(period.from) to \(period.to)</th>\
            <th scope="col">\(compare.from) to \(compare.to)</th><th scope="col"></th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            <tfoot><tr><th scope="row">Total</th><td>\(table.total)</td><td>\(table.compareTotal)</td><td></td></tr></tfoot>
            </table>
            <svg viewBox="0 0 720 \(max(1, table.rows.count) * 44)" role="img" aria-label="The same figures as bars">
            \(bars.joined(separator: "\n"))
            </svg>
            </body>
            </html>

            """
    }
}

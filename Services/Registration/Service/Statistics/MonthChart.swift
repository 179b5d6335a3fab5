import RegistrationDomain

/// The figures by month as horizontal bars, in SVG. Each month's bar is above that of the month that it is compared
/// with. The bars differ in brightness, so that they can be distinguished in print without colours.
struct MonthChart: Sendable {
    var rows: [CompletionMonths.Row]

    private static let (left, width, row, top) = (58, 250, 34, 26)

    var svg: String {
        let most = max(1, rows.flatMap { [$0.count, $0.compareCount] }.max() ?? 1)
        let height = Self.top + rows.count * Self.row
        let bars = rows.enumerated().map { place, row in
            let y = Self.top + place * Self.row
            return """
                <text x="\(Self.left - 6)" y="\(y + 18)" text-anchor="end">\(label(row))</text>
                """ + (row.month == nil ? "" : bar(row.count, of: most, y: y + 2, Self.dark))
                    + (row.compareMonth == nil ? "" : bar(row.compareCount, of: most, y: y + 16, Self.light))
        }
        return """
            <svg viewBox="0 0 360 \(height)" role="img" aria-labelledby="months-title months-text">
            <title id="months-title">People who completed a course, by month</title>
            <desc id="months-text">\(summary)</desc>
            <rect x="\(Self.left)" y="4" width="10" height="10" \(Self.dark)/>\
            <text x="\(Self.left + 15)" y="13">\(span(rows.compactMap(\.month)))</text>
            <rect x="\(Self.left + 140)" y="4" width="10" height="10" \(Self.light)/>\
            <text x="\(Self.left + 155)" y="13">\(span(rows.compactMap(\.compareMonth)))</text>
            \(bars.joined(separator: "\n"))
            </svg>
            """
    }

    private static let dark = ##"fill="#1b5e9b" stroke="#1b5e9b""##
    private static let light = ##"fill="#d5e0ea" stroke="#5b7186""##

    private func bar(_ count: Int, of most: Int, y: Int, _ look: String) -> String {
        let width = count * Self.width / most
        return """
            <rect x="\(Self.left)" y="\(y)" width="\(width)" height="12" \(look)/>\
            <text x="\(Self.left + width + 4)" y="\(y + 10)">\(count)</text>
            """
    }

    /// Returns the month's name if both are the same month of their years, else the month of the period as a number.
    private func label(_ row: CompletionMonths.Row) -> String {
        let isSame = row.month == nil || row.compareMonth == nil || row.month?.month == row.compareMonth?.month
        guard isSame, rows.count <= 12, let month = (row.month ?? row.compareMonth)?.month else {
            return (row.month ?? row.compareMonth)?.description ?? ""
        }
        return Self.names[month - 1]
    }

    private static let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private func span(_ months: [CalendarMonth]) -> String {
        guard let first = months.first, let last = months.last else { return "" }
        return first == last ? "\(first)" : "\(first) to \(last)"
    }

    private var summary: String {
        let own = rows.filter { $0.month != nil }.max { $0.count < $1.count }
        let most = own.flatMap { row in row.month.map { "The most in \($0): \(row.count). " } } ?? ""
        return most + "The table below has every figure."
    }
}

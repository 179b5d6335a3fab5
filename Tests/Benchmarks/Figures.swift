import Foundation

extension [Double] {
    var median: Double { percentile(50) }

    /// Returns the nearest-rank percentile, or 0 for no values.
    func percentile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        let rank = Int((share / 100 * Double(count)).rounded(.up))
        return sorted()[Swift.max(0, Swift.min(count, rank) - 1)]
    }
}

extension Double {
    /// Formats the number with this many decimals and grouped thousands.
    func shown(_ decimals: Int = 0) -> String {
        let text = String(format: "%.\(decimals)f", self)
        guard abs(self) >= 10_000 else { return text }
        let whole = String(text.prefix { $0 != "." })
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index).isMultiple(of: 3) { grouped += "," }
            grouped.append(digit)
        }
        return grouped + text.dropFirst(whole.count)
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// A table whose first column is left-aligned and whose others are right-aligned.
struct Table {
    private var rows: [[String]]

    init(_ heads: String...) {
        rows = [heads]
    }

    mutating func add(_ cells: String...) {
        rows.append(cells)
    }

    func print() {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        for row in rows {
            let cells = row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + space : space + text
            }
            show("  " + cells.joined(separator: "   "))
        }
        show("")
    }
}

/// Prints a line of the report.
func show(_ line: String) {
    Swift.print(line)
    fflush(nil)
}

/// Prints a line about the progress, apart from the report.
func progress(_ line: String) {
    FileHandle.standardError.write(Data("  … \(line)\n".utf8))
}

/// The distance between two names, which lets a message suggest the one that was meant.
package enum EditDistance {
    /// Returns the nearest known name; nil when none is near enough.
    package static func nearest(to name: String, in known: [String]) -> String? {
        let limit = max(2, name.count / 4)
        let best = known.map { ($0, between(Array(name.utf8), Array($0.utf8))) }.min { $0.1 < $1.1 }
        return best.flatMap { $0.1 <= limit ? $0.0 : nil }
    }

    /// Returns Levenshtein's distance, with swapped neighbours counted once.
    static func between(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, a) in left.enumerated() {
            var current = [row + 1]
            for (column, b) in right.enumerated() {
                var cost = min(last[column] + (a == b ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, a == right[column - 1], left[row - 1] == b {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}

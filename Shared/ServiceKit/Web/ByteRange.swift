/// The `Range` field of a request for one part of a file.
enum ByteRange {
    /// The part that is asked for; nil for the whole: no field, another unit, several parts, or a text that is none.
    ///
    /// - Throws: 416 when the part begins beyond the end.
    static func read(_ field: String?, size: Int) throws -> Range<Int>? {
        guard let field, field.hasPrefix("bytes="), !field.contains(",") else { return nil }
        let parts = field.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let range: Range<Int>
        switch (Int(parts[0]), Int(parts[1])) {
        case (let first?, let last?) where first <= last: range = first..<max(first, min(last, size - 1) + 1)
        case (let first?, nil) where parts[1].isEmpty: range = first..<max(first, size)
        case (nil, let count?) where parts[0].isEmpty: range = max(0, size - count)..<size
        default: return nil
        }
        guard !range.isEmpty, range.lowerBound >= 0 else { throw Problem(.rangeNotSatisfiable) }
        return range
    }
}

/// The text of a select list, taken apart at the commas between its expressions.
enum ColumnList {
    /// The expressions of the list. Commas in brackets and quotes are part of an expression.
    static func items(_ list: String) -> [Substring] {
        var items: [Substring] = []
        var depth = 0
        var quote: UInt8?
        var start = list.startIndex
        for index in list.utf8.indices {
            let byte = list.utf8[index]
            switch byte {
            // A doubled quote ends the text and begins it again.
            case _ where quote != nil: if byte == quote { quote = nil }
            case UInt8(ascii: "'"), UInt8(ascii: "\""): quote = byte
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                items.append(trimmed(list[start..<index]))
                start = list.utf8.index(after: index)
            default: break
            }
        }
        items.append(trimmed(list[start...]))
        precondition(items.allSatisfy { !$0.isEmpty && !$0.hasSuffix("*") }, "not a list of columns: \(list)")
        return items
    }

    /// The list with `table.` before each name.
    static func prefixed(_ list: String, with table: String) -> String {
        items(list).map { item in
            let rest = item.drop { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
            let isName = rest.startIndex > item.startIndex && item.first?.isNumber == false
            let isPlain = rest.isEmpty || rest.hasPrefix("::") || rest.hasPrefix("->")
            precondition(isName && isPlain, "no plain column, so it cannot be one of \(table): \(item)")
            return "\(table).\(item)"
        }.joined(separator: ", ")
    }

    private static func trimmed(_ item: Substring) -> Substring {
        var item = item.drop(while: \.isWhitespace)
        while item.last?.isWhitespace == true { item.removeLast() }
        return item
    }
}

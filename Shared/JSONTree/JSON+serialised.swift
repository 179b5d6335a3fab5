extension JSON {
    /// Returns the value as UTF-8 text without spaces.
    ///
    /// - Parameter sortedKeys: sorts members by their names' bytes, so that equal values give equal bytes.
    package func serialised(sortedKeys: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, sortedKeys: sortedKeys, indent: nil)
        return bytes
    }

    /// Returns the value as text for people: two spaces a level, members sorted, no line break at the end.
    package var pretty: String {
        var bytes: [UInt8] = []
        write(to: &bytes, sortedKeys: true, indent: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    func write(to bytes: inout [UInt8], sortedKeys: Bool, indent: Int?) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .number(let value): bytes += value.isFinite ? String(value).utf8 : "null".utf8
        case .string(let text): JSON.write(text, to: &bytes)
        case .array(let items):
            JSON.write(items, between: "[", "]", to: &bytes, indent: indent) { item, inner, bytes in
                item.write(to: &bytes, sortedKeys: sortedKeys, indent: inner)
            }
        case .object(let members):
            var list = Array(members)
            if sortedKeys { list.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } }
            JSON.write(list, between: "{", "}", to: &bytes, indent: indent) { member, inner, bytes in
                JSON.write(member.key, to: &bytes)
                bytes += (inner == nil ? ":" : ": ").utf8
                member.value.write(to: &bytes, sortedKeys: sortedKeys, indent: inner)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], between open: String, _ close: String, to bytes: inout [UInt8], indent: Int?,
        _ writeItem: (Item, Int?, inout [UInt8]) -> Void
    ) {
        func line(_ level: Int?, _ bytes: inout [UInt8]) {
            guard let level else { return }
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
        }
        bytes += open.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            line(indent.map { $0 + 1 }, &bytes)
            writeItem(item, indent.map { $0 + 1 }, &bytes)
        }
        if !items.isEmpty { line(indent, &bytes) }
        bytes += close.utf8
    }

    /// Writes a string in quotes, and copies runs that need no escape in one piece.
    static func write(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { source in
            var start = 0
            for index in source.indices {
                let byte = source[index]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: source[start..<index])
                bytes += escape(byte).utf8
                start = index + 1
            }
            bytes.append(contentsOf: source[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""): return #"\""#
        case UInt8(ascii: "\\"): return #"\\"#
        case 0x0A: return #"\n"#
        case 0x0D: return #"\r"#
        case 0x09: return #"\t"#
        default:
            let hex = String(byte, radix: 16)
            return (hex.utf8.count == 1 ? #"\u000"# : #"\u00"#) + hex
        }
    }
}

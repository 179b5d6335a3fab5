/// PostgreSQL's text form of a one-dimensional array: `{a,"b, \"c\"",NULL}`.
enum ArrayText {
    static func read<Element: PostgresDecodable>(_ bytes: Span<UInt8>) throws -> [Element] {
        let malformed = ValueError.malformed(type: "[\(Element.self)]")
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "{"), bytes[bytes.count - 1] == UInt8(ascii: "}")
        else { throw malformed }
        let end = bytes.count - 1
        var elements: [Element] = []
        var position = 1
        while position < end {
            if bytes[position] == UInt8(ascii: "\"") {
                var value: [UInt8] = []
                position += 1
                while position < end, bytes[position] != UInt8(ascii: "\"") {
                    if bytes[position] == UInt8(ascii: "\\") { position += 1 }
                    value.append(bytes[position])
                    position += 1
                }
                elements.append(try Element(postgresBytes: value.span))
                position += 1
            } else {
                let start = position
                while position < end, bytes[position] != UInt8(ascii: ",") {
                    // A brace here is a second dimension, which no Swift array of ours has.
                    guard bytes[position] != UInt8(ascii: "{") else { throw malformed }
                    position += 1
                }
                let value = bytes.extracting(start..<position)
                elements.append(isNull(value) ? try Element.postgresNull() : try Element(postgresBytes: value))
            }
            guard position == end || (bytes[position] == UInt8(ascii: ",") && position + 1 < end) else {
                throw malformed
            }
            position += 1
        }
        return elements
    }

    private static func isNull(_ value: Span<UInt8>) -> Bool {
        value.count == 4 && value[0] == UInt8(ascii: "N") && value[1] == UInt8(ascii: "U")
            && value[2] == UInt8(ascii: "L") && value[3] == UInt8(ascii: "L")
    }
}

/// The reason why bytes are not JSON, and the place.
package struct JSONParseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The offset of the byte at which parsing stopped.
    package let offset: Int
    package let reason: String

    package var description: String { "\(reason) at byte \(offset)" }
}

extension JSON {
    /// Parses exactly one JSON value (RFC 8259). Refuses invalid UTF-8, a duplicate member, a lone surrogate, a number
    /// beyond `Double`, and arrays and objects nested deeper than `maxDepth`.
    package static func parse(_ bytes: some Sequence<UInt8>, maxDepth: Int = 64) throws(JSONParseError) -> JSON {
        var parser = JSONParser(bytes: ContiguousArray(bytes), maxDepth: maxDepth)
        return try parser.document()
    }
}

/// A recursive descent parser. `maxDepth` bounds the recursion.
struct JSONParser {
    let bytes: ContiguousArray<UInt8>
    let maxDepth: Int
    var position = 0

    init(bytes: ContiguousArray<UInt8>, maxDepth: Int) {
        self.bytes = bytes
        self.maxDepth = maxDepth
    }

    mutating func document() throws(JSONParseError) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw error("more text after the value") }
        return value
    }

    func error(_ reason: String) -> JSONParseError {
        JSONParseError(offset: position, reason: reason)
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONParseError) -> JSON {
        skipSpace()
        guard let byte = next else { throw error("the text ends before a value") }
        switch byte {
        case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try items(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw error("not the start of a value")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONParseError) -> JSON {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[position..<end].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { throw error("not the start of a value") }
        position = end
        return value
    }

    private mutating func items(depth: Int) throws(JSONParseError) -> [JSON] {
        guard depth <= maxDepth else { throw error("nested more than \(maxDepth) levels deep") }
        position += 1
        var items: [JSON] = []
        skipSpace()
        if take("]") { return items }
        while true {
            items.append(try value(depth: depth))
            skipSpace()
            if take("]") { return items }
            guard take(",") else { throw error("expected , or ]") }
        }
    }

    private mutating func members(depth: Int) throws(JSONParseError) -> [String: JSON] {
        guard depth <= maxDepth else { throw error("nested more than \(maxDepth) levels deep") }
        position += 1
        skipSpace()
        if take("}") { return [:] }
        var members: [String: JSON] = Dictionary(minimumCapacity: 4)
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("expected a member's name") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw error("expected :") }
            let value = try value(depth: depth)
            guard members.updateValue(value, forKey: name) == nil else {
                throw error("the member \"\(name)\" comes twice")
            }
            skipSpace()
            if take("}") { return members }
            guard take(",") else { throw error("expected , or }") }
        }
    }
}

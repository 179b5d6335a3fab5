import FoundationEssentials

extension JSON {
    /// Any value's JSON as UTF-8, for answers: what `JSONEncoder` writes (`Data` as base64), in a third of its time, as
    /// the text is written while the value describes itself.
    ///
    /// - Throws: `EncodingError` for a number that JSON cannot write, and what the value's own `encode` throws.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let writer = JSONWriter()
        try writer.write(describing: value)
        return writer.bytes
    }
}

/// Text under construction. A container is closed as soon as one outside of it is written to, so a value must finish one
/// nested container before it goes on, as synthesised and ordinary code does.
final class JSONWriter {
    enum Kind: UInt8 {
        case object
        case array
    }

    // One task writes, and never while it writes: the check at each access would cost as much as the writing.
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    @exclusivity(unchecked) private var open: [(kind: Kind, isEmpty: Bool)] = []

    init() {
        bytes.reserveCapacity(512)
    }

    var depth: Int { open.count }

    /// Opens a container inside `depth` others, or goes on with the one that is open there.
    func begin(_ kind: Kind, at depth: Int) {
        if open.count > depth, open[depth].kind == kind {
            close(to: depth + 1)
        } else {
            close(to: depth)
            open.append((kind, true))
            bytes.append(kind == .object ? UInt8(ascii: "{") : UInt8(ascii: "["))
        }
    }

    func close(to depth: Int) {
        while open.count > depth, let last = open.popLast() {
            bytes.append(last.kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        }
    }

    /// Makes room for the next item of the container that is the `depth`th one.
    func next(in depth: Int) {
        close(to: depth)
        if open[depth - 1].isEmpty { open[depth - 1].isEmpty = false } else { bytes.append(UInt8(ascii: ",")) }
    }

    func next(_ name: String, in depth: Int) {
        next(in: depth)
        write(name)
        bytes.append(UInt8(ascii: ":"))
    }

    func write<T: Encodable>(describing value: T) throws {
        if T.self == Data.self, let data = value as? Data { return write(data.base64EncodedString()) }
        if T.self == JSON.self, let json = value as? JSON {
            return json.write(to: &bytes, sortedKeys: false, indent: nil)
        }
        let depth = depth
        let start = bytes.count
        try value.encode(to: JSONWriterEncoder(writer: self, depth: depth))
        close(to: depth)
        // A value that describes nothing is an empty object, as for Foundation.
        if bytes.count == start { bytes += "{}".utf8 }
    }

    func write(_ text: String) { JSON.write(text, to: &bytes) }
    func write(_ flag: Bool) { bytes += (flag ? "true" : "false").utf8 }
    func write(integer number: some BinaryInteger) { bytes += String(number).utf8 }
    func writeNull() { bytes += "null".utf8 }

    func write(_ number: Double) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, EncodingError.Context(codingPath: [], debugDescription: "JSON has no number \(number)"))
        }
        JSON(number).write(to: &bytes, sortedKeys: false, indent: nil)
    }
}

/// Hands out containers that write at one place of the text.
struct JSONWriterEncoder: Encoder {
    let writer: JSONWriter
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writer.begin(.object, at: depth)
        return KeyedEncodingContainer(KeyedJSONWriter<Key>(writer: writer, depth: depth + 1))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.begin(.array, at: depth)
        return UnkeyedJSONWriter(writer: writer, depth: depth + 1)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SingleJSONWriter(writer: writer)
    }
}

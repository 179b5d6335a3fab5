extension JSON {
    /// Encodes a value as UTF-8 text: what `JSONEncoder` writes, in a third of its time.
    ///
    /// - Throws: `EncodingError` for a number that JSON cannot write, and what the value's own `encode(to:)` throws.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let writer = JSONWriter()
        try writer.write(encoding: value)
        return writer.bytes
    }
}

/// The text that a value writes while it encodes itself.
///
/// A write to a container closes the containers inside it. A value must therefore finish a nested container before it
/// writes to an outer one, as synthesised code does.
final class JSONWriter {
    enum Kind: UInt8 {
        case object
        case array
    }

    // A writer stays in one task and is never entered twice: the check at each access would cost as much as the write.
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    @exclusivity(unchecked) private var open: [(kind: Kind, isEmpty: Bool)] = []

    init() {
        bytes.reserveCapacity(512)
    }

    var depth: Int { open.count }

    /// Opens a container inside `depth` others, or continues the one that is open there.
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

    /// Starts the next item of the container at the depth.
    func next(in depth: Int) {
        close(to: depth)
        if open[depth - 1].isEmpty { open[depth - 1].isEmpty = false } else { bytes.append(UInt8(ascii: ",")) }
    }

    func next(_ name: String, in depth: Int) {
        next(in: depth)
        write(name)
        bytes.append(UInt8(ascii: ":"))
    }

    func write<T: Encodable>(encoding value: T) throws {
        if T.self == JSON.self, let json = value as? JSON {
            return json.write(to: &bytes, sortedKeys: false, indent: nil)
        }
        let depth = depth
        let start = bytes.count
        try value.encode(to: JSONWriterEncoder(writer: self, depth: depth))
        close(to: depth)
        // A value that encodes nothing is an empty object, as in Foundation.
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

/// Makes the containers that write at one place of the text.
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

/// Writes the members of an object.
struct KeyedJSONWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    let depth: Int
    var codingPath: [any CodingKey] { [] }

    private func at(_ key: Key) -> JSONWriter {
        writer.next(key.stringValue, in: depth)
        return writer
    }

    func encodeNil(forKey key: Key) { at(key).writeNull() }
    func encode(_ value: Bool, forKey key: Key) { at(key).write(value) }
    func encode(_ value: String, forKey key: Key) { at(key).write(value) }
    func encode(_ value: Double, forKey key: Key) throws { try at(key).write(value) }
    func encode(_ value: Float, forKey key: Key) throws { try at(key).write(Double(value)) }
    func encode(_ value: Int, forKey key: Key) { at(key).write(integer: value) }
    func encode(_ value: Int8, forKey key: Key) { at(key).write(integer: value) }
    func encode(_ value: Int16, forKey key: Key) { at(key).write(integer: value) }
    func encode(_ value: Int32, forKey key: Key) { at(key).write(integer: value) }
    func encode(_ value: Int64, forKey key: Key) { at(key).write(integer: value) }
    func encode(_ value: UInt, forKey key: Key) { at(key).write(integer: value) }
    func encode(_ value: UInt8, forKey key: Key) { at(key).write(integer: value) }
    func encode(_ value: UInt16, forKey key: Key) { at(key).write(integer: value) }
    func encode(_ value: UInt32, forKey key: Key) { at(key).write(integer: value) }
    func encode(_ value: UInt64, forKey key: Key) { at(key).write(integer: value) }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try at(key).write(encoding: value) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        JSONWriterEncoder(writer: at(key), depth: depth).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONWriterEncoder(writer: at(key), depth: depth).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        writer.next("super", in: depth)
        return JSONWriterEncoder(writer: writer, depth: depth)
    }

    func superEncoder(forKey key: Key) -> any Encoder { JSONWriterEncoder(writer: at(key), depth: depth) }
}

/// Writes the items of an array.
struct UnkeyedJSONWriter: UnkeyedEncodingContainer {
    let writer: JSONWriter
    let depth: Int
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(writer: JSONWriter, depth: Int) {
        self.writer = writer
        self.depth = depth
    }

    private mutating func item() -> JSONWriter {
        count += 1
        writer.next(in: depth)
        return writer
    }

    mutating func encodeNil() { item().writeNull() }
    mutating func encode<T: Encodable>(_ value: T) throws { try item().write(encoding: value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        JSONWriterEncoder(writer: item(), depth: depth).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONWriterEncoder(writer: item(), depth: depth).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { JSONWriterEncoder(writer: item(), depth: depth) }
}

/// Writes one value by itself.
struct SingleJSONWriter: SingleValueEncodingContainer {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writer.writeNull() }
    func encode(_ value: Bool) { writer.write(value) }
    func encode(_ value: String) { writer.write(value) }
    func encode(_ value: Double) throws { try writer.write(value) }
    func encode(_ value: Float) throws { try writer.write(Double(value)) }
    func encode(_ value: Int) { writer.write(integer: value) }
    func encode(_ value: Int8) { writer.write(integer: value) }
    func encode(_ value: Int16) { writer.write(integer: value) }
    func encode(_ value: Int32) { writer.write(integer: value) }
    func encode(_ value: Int64) { writer.write(integer: value) }
    func encode(_ value: UInt) { writer.write(integer: value) }
    func encode(_ value: UInt8) { writer.write(integer: value) }
    func encode(_ value: UInt16) { writer.write(integer: value) }
    func encode(_ value: UInt32) { writer.write(integer: value) }
    func encode(_ value: UInt64) { writer.write(integer: value) }
    func encode<T: Encodable>(_ value: T) throws { try writer.write(encoding: value) }
}

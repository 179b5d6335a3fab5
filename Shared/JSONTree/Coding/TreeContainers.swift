/// The members of an object.
struct KeyedTree<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: TreeDecoder
    let members: [String: JSON]

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { members.keys.compactMap(Key.init) }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try member(key).isNull }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        if case .bool(let flag) = try member(key) { return flag }
        return try child(key).decode(type)
    }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        if case .integer(let number) = try member(key) { return number }
        return try child(key).decode(type)
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        if case .string(let text) = try member(key) { return text }
        return try child(key).decode(type)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try TreeDecoder.decode(type, from: member(key), key: key, in: decoder)
    }

    /// Returns nil for an absent member and for null, with one look at the members.
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let json = members[key.stringValue], !json.isNull else { return nil }
        return try TreeDecoder.decode(type, from: json, key: key, in: decoder)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try child(key).unkeyedContainer()
    }

    func superDecoder() -> any Decoder {
        TreeDecoder(members[TreeKey.super.stringValue] ?? .null, key: TreeKey.super, in: decoder)
    }

    func superDecoder(forKey key: Key) -> any Decoder {
        TreeDecoder(members[key.stringValue] ?? .null, key: key, in: decoder)
    }

    private func child(_ key: Key) throws -> TreeDecoder { TreeDecoder(try member(key), key: key, in: decoder) }

    private func member(_ key: Key) throws -> JSON {
        if let json = members[key.stringValue] { return json }
        throw DecodingError.keyNotFound(
            key, .init(codingPath: codingPath, debugDescription: "the member \(key.stringValue) is missing"))
    }
}

/// The items of an array, in order. An item that does not decode is not passed over.
struct UnkeyedTree: UnkeyedDecodingContainer {
    let decoder: TreeDecoder
    let items: [JSON]
    private(set) var currentIndex = 0

    init(decoder: TreeDecoder, items: [JSON]) {
        self.decoder = decoder
        self.items = items
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex == items.count }

    mutating func decodeNil() throws -> Bool {
        guard try item(Never.self).isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try TreeDecoder.decode(type, from: item(type), key: TreeKey(intValue: currentIndex), in: decoder)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        let container = try child([String: Any].self).container(keyedBy: type)
        currentIndex += 1
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try child([Any].self).unkeyedContainer()
        currentIndex += 1
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let child = try child((any Decoder).self)
        currentIndex += 1
        return child
    }

    private func child(_ type: any Any.Type) throws -> TreeDecoder {
        TreeDecoder(try item(type), key: TreeKey(intValue: currentIndex), in: decoder)
    }

    private func item(_ type: any Any.Type) throws -> JSON {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type,
                .init(
                    codingPath: codingPath + [TreeKey(intValue: currentIndex)],
                    debugDescription: "the array has only \(items.count) items"))
        }
        return items[currentIndex]
    }
}

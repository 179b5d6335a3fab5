/// Decodes one value of a tree.
///
/// Decoders form a chain to the root, from which a coding path is built only for an error.
final class TreeDecoder: Decoder {
    let value: JSON
    private let key: (any CodingKey)?
    private let parent: TreeDecoder?

    init(_ value: JSON, key: (any CodingKey)?, in parent: TreeDecoder?) {
        self.value = value
        self.key = key
        self.parent = parent
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] {
        var path: [any CodingKey] = []
        var decoder: TreeDecoder? = self
        while let current = decoder {
            if let key = current.key { path.append(key) }
            decoder = current.parent
        }
        return path.reversed()
    }

    /// Decodes a value that is a member or an item of the parent's, without a decoder of its own where none is needed.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from json: JSON, key: (any CodingKey)?, in parent: TreeDecoder?
    ) throws -> Value {
        // Casts between equal types: a conditional one would look up the metadata of `Value?` at each call.
        if type == String.self, case .string(let text) = json { return text as! Value }
        if type == JSON.self { return json as! Value }
        return try Value(from: TreeDecoder(json, key: key, in: parent))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(KeyedTree(decoder: self, members: members))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let items) = value else { throw mismatch([Any].self) }
        return UnkeyedTree(decoder: self, items: items)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    /// Returns the error for a value that is of another kind than the type, or null.
    func mismatch(_ type: any Any.Type) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: codingPath, debugDescription: "expected \(type), found \(value.kind)")
        return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }
}

extension JSON {
    /// The kind of value, without its content.
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// A step of a coding path that no type declares: an item's index, or `super`.
struct TreeKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    static let `super` = TreeKey(stringValue: "super")

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }
}

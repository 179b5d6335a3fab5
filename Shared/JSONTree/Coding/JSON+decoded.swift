extension JSON {
    /// Decodes a value from UTF-8 text, which is parsed once.
    ///
    /// - Throws: `JSONParseError` as `parse` does, and `DecodingError` as `decoded` does.
    package static func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, from bytes: some Sequence<UInt8>
    ) throws -> Value {
        try JSON.parse(bytes).decoded(type)
    }

    /// Decodes a value from this tree, as `JSONDecoder` does from text.
    ///
    /// A member that the type does not name is ignored. A number decodes as an integer type only when it is whole and
    /// within `Int`. The tree bounds the recursion, as `parse` bounds its depth.
    ///
    /// - Throws: `DecodingError` with the path of the value that does not fit.
    package func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try TreeDecoder.decode(type, from: self, key: nil, in: nil)
    }

    /// Returns the tree of a value, which a `jsonb` column stores.
    ///
    /// - Throws: as `encode`.
    package static func of(_ value: some Encodable) throws -> JSON {
        try JSON.parse(try JSON.encode(value))
    }
}

import FoundationEssentials

extension JSON {
    /// A value's JSON tree: what a `jsonb` column keeps of it.
    ///
    /// - Throws: as `encode`.
    package static func of(_ value: some Encodable) throws -> JSON {
        try JSON.parse(try JSON.encode(value))
    }

    /// The value that a tree was made of, from a `jsonb` column for instance.
    ///
    /// - Throws: `DecodingError`.
    package func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(serialised()))
    }
}

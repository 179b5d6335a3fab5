import FoundationEssentials

/// Reads a value of a `jsonb` column.
enum JSONDecoding {
    private static let decoder = JSONDecoder()

    static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        try decoder.decode(type, from: Data(bytes))
    }
}

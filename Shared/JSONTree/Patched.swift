/// A field of a PATCH body: absent keeps the value, null removes it, a value replaces it.
///
/// ```swift
/// struct NotePatch: Decodable { let due: Patched<Day> }     // its schema says `.optional`: absent or null
/// note.due = patch.due.applied(to: note.due)
/// ```
package enum Patched<T: Sendable>: Sendable {
    case keep
    case clear
    case set(T)

    package func applied(to held: T?) -> T? {
        switch self {
        case .keep: held
        case .clear: nil
        case .set(let new): new
        }
    }

    package func map<U>(_ body: (T) throws -> U) rethrows -> Patched<U> {
        switch self {
        case .keep: .keep
        case .clear: .clear
        case .set(let value): .set(try body(value))
        }
    }
}

extension Patched: Decodable where T: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .clear : .set(try container.decode(T.self))
    }
}

extension Patched: Encodable where T: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .set(let value) = self { try container.encode(value) } else { try container.encodeNil() }
    }
}

extension KeyedEncodingContainer {
    /// Encodes such a field, and leaves it out where it keeps what is there.
    package mutating func encode<T: Encodable>(_ value: Patched<T>, forKey key: Key) throws {
        switch value {
        case .keep: break
        case .clear: try encodeNil(forKey: key)
        case .set(let new): try encode(new, forKey: key)
        }
    }
}

extension KeyedDecodingContainer {
    /// What a synthesised `init(from:)` calls for such a field: an absent one is no error.
    package func decode<T: Decodable>(_ type: Patched<T>.Type, forKey key: Key) throws -> Patched<T> {
        guard contains(key) else { return .keep }
        return try decodeNil(forKey: key) ? .clear : .set(decode(T.self, forKey: key))
    }
}

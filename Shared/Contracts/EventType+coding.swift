import JSONTree

/// A record's value could not be read as its type; `reason` names the field, never its content.
package struct UndecodableEvent: Error, Hashable, CustomStringConvertible {
    package let type: String
    package let reason: String

    package var description: String { "\(type): \(reason)" }
}

extension EventType {
    /// The record's value: JSON, the fields in the type's order.
    package func encoded() throws -> [UInt8] { try JSON.encode(self) }

    /// Reads a record's value. Unknown fields are ignored (tolerant reader).
    package static func decoded(from value: [UInt8]) throws(UndecodableEvent) -> Self {
        do {
            return try JSON.decode(Self.self, from: value)
        } catch let error as DecodingError {
            throw UndecodableEvent(type: type, reason: error.place)
        } catch {
            throw UndecodableEvent(type: type, reason: "not JSON")
        }
    }
}

extension DecodingError {
    /// What went wrong and where, without the content.
    fileprivate var place: String {
        func path(_ context: Context, _ last: (any CodingKey)? = nil) -> String {
            "/" + (context.codingPath + (last.map { [$0] } ?? [])).map(\.stringValue).joined(separator: "/")
        }
        return switch self {
        case .keyNotFound(let key, let context): "missing \(path(context, key))"
        case .typeMismatch(_, let context): "wrong type at \(path(context))"
        case .valueNotFound(_, let context): "null at \(path(context))"
        case .dataCorrupted(let context): "bad value at \(path(context))"
        @unknown default: "unreadable"
        }
    }
}

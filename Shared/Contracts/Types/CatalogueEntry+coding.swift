import JSONTree

/// An error for a record whose value cannot be decoded as its type. `reason` names the field, never its content.
package struct UndecodableEvent: Error, Hashable, CustomStringConvertible {
    package let type: String
    package let reason: String

    package var description: String { "\(type): \(reason)" }
}

extension CatalogueEntry {
    /// Decodes a record's value. Unknown fields are ignored.
    package func decoded(from value: [UInt8]) throws(UndecodableEvent) -> Payload {
        do {
            return try JSON.decode(Payload.self, from: value)
        } catch let error as DecodingError {
            throw UndecodableEvent(type: name, reason: error.place)
        } catch {
            throw UndecodableEvent(type: name, reason: "not JSON")
        }
    }
}

extension DecodingError {
    /// The kind and the place of the error, without the content.
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

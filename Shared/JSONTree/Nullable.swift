/// An optional field that encodes nil as `null`, where a plain optional field is left out. It decodes from null or an
/// absent member.
///
/// ```swift
/// struct InvoiceDTO: Codable, Sendable { let id: InvoiceID; @Nullable var number: String? }
/// ```
@propertyWrapper
package struct Nullable<T: Codable & Sendable>: Codable, Sendable {
    package var wrappedValue: T?

    package init(wrappedValue: T?) {
        self.wrappedValue = wrappedValue
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(T.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

extension Nullable: Equatable where T: Equatable {}
extension Nullable: Hashable where T: Hashable {}

extension KeyedDecodingContainer {
    /// Decodes a `@Nullable` field, which synthesised code would require to be present.
    package func decode<T>(_ type: Nullable<T>.Type, forKey key: Key) throws -> Nullable<T> {
        try decodeIfPresent(type, forKey: key) ?? Nullable(wrappedValue: nil)
    }
}

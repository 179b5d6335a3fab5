package import JSONTree

/// The form of a value: the part of JSON Schema 2020-12 that the suite uses. It validates values and renders itself, so
/// that one declaration is what a document says and what a service accepts.
///
/// Every string, array and number is bounded, by the declaration or by the defaults below. No string admits NUL, which
/// PostgreSQL's text cannot hold. Lengths count Unicode scalars.
///
/// ```swift
/// let venue = Schema.object(
///     .required("name", .name),
///     .required("country", .string(pattern: "^[A-Z]{2}$")),
///     .optional("state", .string(pattern: "^[A-Z]{2}$")))
/// ```
package struct Schema: Sendable, Hashable {
    /// The default maximum length of a `string`.
    package static let defaultMaxLength = 500
    /// The maximum length of a `text`, a comment or reason of several lines.
    package static let textMaxLength = 4000
    /// The default maximum length of a `name`.
    package static let nameMaxLength = 200
    /// The default maximum count of an array's items or a map's members.
    package static let defaultMaxItems = 10_000
    /// The default range of an integer: what a double, and so every JSON reader, holds exactly.
    package static let defaultIntegers = -9_007_199_254_740_991...9_007_199_254_740_991

    var kind: Kind
    package var isNullable = false
    package var title: String?
    package var description: String?
    package var example: JSON?

    indirect enum Kind: Sendable, Hashable {
        case string(StringRule)
        case constants([JSON])
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>?, multipleOf: Double?)
        case boolean
        case array(Schema, count: ClosedRange<Int>, unique: Bool)
        case object([Property], additional: Bool)
        case map(Schema, maxCount: Int)
        case any
        case reference(String, Schema)
        case oneOf([Schema])
        /// In `Constraints` only: the schema that is derived.
        case derived
    }

    struct StringRule: Sendable, Hashable {
        var length: ClosedRange<Int>
        var pattern: Pattern?
        var format: StringFormat?
    }

    init(_ kind: Kind) {
        self.kind = kind
    }

    /// Returns the schema that also accepts null.
    package func nullable() -> Schema {
        var copy = self
        copy.isNullable = true
        return copy
    }

    package func described(_ text: String) -> Schema {
        var copy = self
        copy.description = text
        return copy
    }

    package func example(_ value: JSON) -> Schema {
        var copy = self
        copy.example = value
        return copy
    }
}

/// One member of an object's schema.
package struct Property: Sendable, Hashable {
    let name: String
    let schema: Schema
    let isRequired: Bool

    /// Always present, and null only if its schema accepts null.
    package static func required(_ name: String, _ schema: Schema) -> Property {
        Property(name: name, schema: schema, isRequired: true)
    }

    /// In a request: may be absent or null, which means the same.
    package static func optional(_ name: String, _ schema: Schema) -> Property {
        Property(name: name, schema: schema.nullable(), isRequired: false)
    }

    /// In an answer: always present, may be null. The field is `@Nullable`.
    package static func nullable(_ name: String, _ schema: Schema) -> Property {
        Property(name: name, schema: schema.nullable(), isRequired: true)
    }
}

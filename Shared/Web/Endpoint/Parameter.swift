package import JSONSchema
import JSONTree

/// A parameter of a request's query or header, with its schema. An invalid value is refused with 422, and so is a query
/// parameter that the endpoint does not declare.
package struct Parameter: Sendable, Hashable {
    package enum Location: String, Sendable {
        case query
        case header
        case path
    }

    package let name: String
    package let location: Location
    package let schema: Schema
    package let isRequired: Bool
    package let description: String?

    /// Declares a query parameter. The name is repeated for each item of an array.
    package static func query(
        _ name: String, _ schema: Schema, required: Bool = false, _ description: String? = nil
    ) -> Parameter {
        Parameter(name: name, location: .query, schema: schema, isRequired: required, description: description)
    }

    package static func header(
        _ name: String, _ schema: Schema, required: Bool = false, _ description: String? = nil
    ) -> Parameter {
        Parameter(name: name, location: .header, schema: schema, isRequired: required, description: description)
    }

    static func path(_ name: String, _ schema: Schema) -> Parameter {
        Parameter(name: name, location: .path, schema: schema, isRequired: true, description: nil)
    }
}

extension [Parameter] {
    /// The parameters `limit` and `cursor` of every list.
    package static var paging: [Parameter] {
        [
            .query(
                "limit", .integer(min: 1, max: Page<Int>.maxLimit),
                "The maximum number of items; \(Page<Int>.defaultLimit) by default."),
            .query(
                "cursor", .string(maxLength: 1000, pattern: Cursor.parameterPattern),
                "`nextCursor` of the page before; absent or empty for the first page."),
        ]
    }
}

package import JSONSchema
import JSONTree

/// A value in a request's query or header, with its schema: what does not fit is refused with 422, and so is a query
/// parameter that the endpoint does not name.
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

    /// In the query. An array's items are given by repeating the name.
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
    /// `limit` and `cursor`, as every list has them.
    package static var paging: [Parameter] {
        [
            .query(
                "limit", .integer(min: 1, max: Page<Int>.maxLimit),
                "How many items at most; \(Page<Int>.defaultLimit) if absent."),
            .query(
                "cursor", .string(maxLength: 1000, pattern: Cursor.parameterPattern),
                "`nextCursor` of the page before; absent or empty for the first page."),
        ]
    }
}

package import JSONSchema
import JSONTree

/// A successful answer of an endpoint. Several answers with one status have different content types.
package struct Answer: Sendable, Hashable {
    let status: Int
    let contentType: String?
    let schema: Schema?
    let description: String
    /// Whether its `ETag` is made from its content, by `Response.tagged(by:)`.
    private(set) var isTagged = false

    package init(_ status: Int, _ contentType: String? = nil, schema: Schema? = nil, saying description: String) {
        self.status = status
        self.contentType = contentType
        self.schema = schema
        self.description = description
    }

    /// The same answer with an `ETag`, for a resource without a version.
    package var tagged: Answer {
        var copy = self
        copy.isTagged = true
        return copy
    }

    var hasTag: Bool { isTagged || schema?.has("version") ?? false }

    package static func ok(_ schema: Schema, _ description: String = "Done") -> Answer {
        Answer(200, "application/json", schema: schema, saying: description)
    }

    /// A page of a list: `{"items": […], "nextCursor": …}`. The endpoint's query has `.paging`.
    package static func page(of item: Schema) -> Answer {
        ok(
            .object(
                .required("items", .array(item, max: Page<Int>.maxLimit)),
                .nullable("nextCursor", .string(maxLength: 1000))),
            "One page")
    }

    package static func created(_ schema: Schema, _ description: String = "Created") -> Answer {
        Answer(201, "application/json", schema: schema, saying: description)
    }

    package static func accepted(_ schema: Schema, _ description: String = "Accepted") -> Answer {
        Answer(202, "application/json", schema: schema, saying: description)
    }

    package static let accepted = Answer(202, saying: "Accepted")
    package static let noContent = Answer(204, saying: "Done")
    package static let pdf = Answer(200, "application/pdf", saying: "A PDF document")
    package static let csv = Answer(200, "text/csv", saying: "Comma-separated values")
    package static let html = Answer(200, "text/html", saying: "A page")
    package static let calendar = Answer(200, "text/calendar", saying: "An iCalendar feed")

    package static func text(_ contentType: String = "text/plain", _ description: String = "Text") -> Answer {
        Answer(200, contentType, saying: description)
    }
}

extension [Answer] {
    /// Returns the answers of a document of one of the types; with `ranges` also parts of it (206, 416).
    package static func binary(_ types: [String] = ["application/octet-stream"], ranges: Bool = false) -> [Answer] {
        types.map { Answer(200, $0, saying: "The document") }
            + (ranges ? types.map { Answer(206, $0, saying: "A part of it") } : [])
    }
}

package import JSONSchema

/// What an operation reads of a request's body.
package enum RequestBody: Sendable {
    case none
    /// JSON, validated by the schema. An `optional` body may be absent, which means `{}`.
    case json(Schema, limit: Int = 1 << 20, optional: Bool = false)
    /// `application/x-www-form-urlencoded`. The schema's properties are strings.
    case form(Schema, limit: Int = 1 << 16)
    /// UTF-8 text, read whole: `Call.text`.
    case csv(limit: Int = 16 << 20)
    /// Bytes that the handler reads piece by piece: `Call.stream`. No types means any. `application/octet-stream` is
    /// always accepted, since a content type is only the client's claim: inspect the bytes.
    case binary(limit: Int, types: [String] = [])

    static func binaryTypes(_ types: [String]) -> [String] {
        types.contains("application/octet-stream") ? types : types + ["application/octet-stream"]
    }

    /// Whether the request may come without a body.
    var isOptional: Bool {
        switch self {
        case .json(_, _, let isOptional): isOptional
        case .none, .form: true
        case .csv, .binary: false
        }
    }

    var isStreamed: Bool {
        if case .binary = self { true } else { false }
    }
}

extension RequestBody {
    /// JSON, validated by the schema derived from the type. An `optional` body may be absent, which means `{}`.
    package static func json<T: WireValue>(
        _ type: T.Type, limit: Int = 1 << 20, optional: Bool = false
    ) -> RequestBody {
        .json(Schema(request: type), limit: limit, optional: optional)
    }

    /// `application/x-www-form-urlencoded`. The type's fields are strings.
    package static func form<T: WireValue>(_ type: T.Type, limit: Int = 1 << 16) -> RequestBody {
        .form(Schema(request: type), limit: limit)
    }
}

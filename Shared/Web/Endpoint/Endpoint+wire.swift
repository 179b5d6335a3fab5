package import JSONSchema

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

extension Answer {
    package static func ok<T: WireValue>(_ type: T.Type, _ description: String = "Done") -> Answer {
        ok(Schema(answer: type), description)
    }

    package static func created<T: WireValue>(_ type: T.Type, _ description: String = "Created") -> Answer {
        created(Schema(answer: type), description)
    }

    package static func accepted<T: WireValue>(_ type: T.Type, _ description: String = "Accepted") -> Answer {
        accepted(Schema(answer: type), description)
    }

    /// A page of a list: `{"items": […], "nextCursor": …}`. The endpoint's query has `.paging`.
    package static func page<T: WireValue>(of type: T.Type) -> Answer { page(of: Schema(answer: type)) }
}

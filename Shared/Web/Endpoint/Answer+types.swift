package import JSONSchema

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

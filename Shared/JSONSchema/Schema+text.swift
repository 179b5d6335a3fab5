package import JSONTree

extension Schema {
    /// The value that texts mean under this schema, for what comes without types: a query's, a header's, a form's fields.
    ///
    /// Numbers and booleans are read where the schema has them; what cannot be read stays a string, which the schema then
    /// refuses. An array takes every text, anything else the first, and more than one of them are refused as an array.
    package func value(of texts: [String]) -> JSON {
        if case .array(let items, _, _) = resolved.kind { return .array(texts.map { items.value(of: [$0]) }) }
        guard let text = texts.first, texts.count == 1 else { return .array(texts.map(JSON.string)) }
        switch resolved.kind {
        case .boolean: return text == "true" ? true : text == "false" ? false : .string(text)
        case .integer, .number:
            let bytes = text.utf8
            guard let first = bytes.first, first == 45 || (48...57).contains(first), let last = bytes.last,
                (48...57).contains(last), let number = try? JSON.parse(bytes)
            else { return .string(text) }
            return number
        default: return .string(text)
        }
    }

    /// Whether this is an object with a member of that name.
    package func has(_ property: String) -> Bool {
        switch resolved.kind {
        case .object(let properties, _): properties.contains { $0.name == property }
        case .oneOf(let forms): forms.contains { $0.has(property) }
        default: false
        }
    }

    private var resolved: Schema {
        if case .reference(_, let target) = kind { target.resolved } else { self }
    }
}

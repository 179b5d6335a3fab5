package import JSONTree

extension Schema {
    /// Returns the value that texts without types (of a query, a header or a form's field) mean under this schema.
    ///
    /// Text for a number or a boolean is parsed; what does not parse stays a string, which the schema refuses. An array
    /// has an item for each text. Every other schema has one text, and refuses several as an array.
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

    /// Returns whether this is an object with a member of that name.
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

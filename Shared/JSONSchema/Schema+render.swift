package import JSONTree

extension Schema {
    /// The schema as a document of its own (JSON Schema 2020-12), with named parts under `$defs`.
    package var json: JSON {
        var document = rendered(references: "#/$defs/")
        let definitions = definitions
        if !definitions.isEmpty {
            document["$defs"] = .object(definitions.mapValues { $0.rendered(references: "#/$defs/") })
        }
        return document
    }

    /// Returns the schema's JSON, with its named parts as `$ref` to `prefix` + name.
    package func rendered(references prefix: String) -> JSON {
        var form = kind.rendered(references: prefix)
        if isNullable {
            switch kind {
            case .any: break
            case .constants(let values):
                form["const"] = nil
                form["enum"] = .array(values + (values.contains(.null) ? [] : [.null]))
                if let type = form["type"] { form["type"] = [type, "null"] }
            case .reference: form = ["anyOf": [form, ["type": "null"]]]
            case .oneOf(let forms):
                form["oneOf"] = .array(forms.map { $0.rendered(references: prefix) } + [["type": "null"]])
            default: form["type"] = [form["type"] ?? "object", "null"]
            }
        }
        if let title { form["title"] = .string(title) }
        if let description { form["description"] = .string(description) }
        if let example { form["examples"] = [example] }
        return form
    }

    /// Every named part, by its name.
    package var definitions: [String: Schema] {
        var found: [String: Schema] = [:]
        collect(into: &found)
        return found
    }

    private func collect(into found: inout [String: Schema]) {
        switch kind {
        case .reference(let name, let target):
            precondition(found[name].map { $0 == target } ?? true, "two schemas have the name \(name)")
            guard found.updateValue(target, forKey: name) == nil else { return }
            target.collect(into: &found)
        case .array(let items, _, _): items.collect(into: &found)
        case .map(let values, _): values.collect(into: &found)
        case .object(let properties, _): for property in properties { property.schema.collect(into: &found) }
        case .oneOf(let forms): for form in forms { form.collect(into: &found) }
        case .string, .constants, .integer, .number, .boolean, .any, .derived: break
        }
    }
}

extension Schema.Kind {
    fileprivate func rendered(references prefix: String) -> JSON {
        switch self {
        case .string(let rule): return rule.rendered
        case .constants(let values):
            var form: JSON = values.count == 1 ? ["const": values[0]] : ["enum": .array(values)]
            if values.allSatisfy({ $0.string != nil }) { form["type"] = "string" }
            if values.allSatisfy({ $0.bool != nil }) { form["type"] = "boolean" }
            return form
        case .integer(let range):
            return ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .number(let range, let step):
            var form: JSON = ["type": "number"]
            form["minimum"] = range.map { JSON($0.lowerBound) }
            form["maximum"] = range.map { JSON($0.upperBound) }
            form["multipleOf"] = step.map { JSON($0) }
            return form
        case .boolean: return ["type": "boolean"]
        case .array(let items, let count, let unique):
            var form: JSON = [
                "type": "array", "items": items.rendered(references: prefix), "maxItems": .integer(count.upperBound),
            ]
            if count.lowerBound > 0 { form["minItems"] = .integer(count.lowerBound) }
            if unique { form["uniqueItems"] = true }
            return form
        case .object(let properties, let additional):
            return Self.renderedObject(properties, additional: additional, references: prefix)
        case .map(let values, let maxCount):
            return [
                "type": "object", "additionalProperties": values.rendered(references: prefix),
                "maxProperties": .integer(maxCount),
                "propertyNames": Schema.string(maxLength: Schema.nameMaxLength).json,
            ]
        case .any: return [:]
        case .reference(let name, _): return ["$ref": .string(prefix + name)]
        case .oneOf(let forms): return ["oneOf": .array(forms.map { $0.rendered(references: prefix) })]
        case .derived: preconditionFailure("a constraint is no schema by itself")
        }
    }

    private static func renderedObject(
        _ properties: [Property], additional: Bool, references prefix: String
    ) -> JSON {
        var form: JSON = ["type": "object", "additionalProperties": .bool(additional)]
        form["properties"] = .object(
            Dictionary(uniqueKeysWithValues: properties.map { ($0.name, $0.schema.rendered(references: prefix)) }))
        let required = properties.filter(\.isRequired).map { JSON.string($0.name) }
        if !required.isEmpty { form["required"] = .array(required) }
        return form
    }
}

extension Schema.StringRule {
    fileprivate var rendered: JSON {
        var form: JSON = ["type": "string", "maxLength": .integer(length.upperBound)]
        if length.lowerBound > 0 { form["minLength"] = .integer(length.lowerBound) }
        if let format { form["format"] = .string(format.rawValue) }
        if let pattern { form["pattern"] = .string(pattern.source) }
        if pattern == nil, format == nil { form["pattern"] = #"^[^\u0000]*$"# }
        return form
    }
}

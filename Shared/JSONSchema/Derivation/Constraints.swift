import JSONTree

/// What a `WireType` states beyond the types of its fields: their bounds, and a name for the whole.
///
/// A field's schema replaces the derived one and must be of the same kind; its optionality stays the derived one.
/// `.derived` stands for the derived schema, or for that of an array's items:
///
/// ```swift
/// static let constraints = Constraints(named: "Course", [
///     CodingKeys.title: .name, .editions: .array(.derived, max: 20), .id: .derived.described("…"),
/// ])
/// ```
package struct Constraints: Sendable {
    let name: String?
    let title: String?
    let description: String?
    private(set) var fields: [(name: String, schema: Schema)]

    /// - Parameter name: the schema's name under `components/schemas`. It stands for the answer's shape: in a role with
    ///   another shape (of `@Nullable` fields, for instance) the schema is written out in place.
    package init(named name: String? = nil, title: String? = nil, description: String? = nil) {
        self.name = name
        self.title = title
        self.description = description
        fields = []
    }

    /// - Parameter name: as above.
    package init<Key: CodingKey>(
        named name: String? = nil, title: String? = nil, description: String? = nil,
        _ fields: KeyValuePairs<Key, Schema>
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.fields = fields.map { ($0.key.stringValue, $0.value) }
    }

    /// Returns constraints that also have another type's, whose fields this type decodes and encodes beside its own.
    package func including(_ other: Constraints) -> Constraints {
        var all = self
        all.fields += other.fields
        return all
    }

    /// Returns the object of these fields with the constraints. A constraint that fits no field stops the program.
    func object(of fields: [Property], as role: WireRole, owner: any Any.Type) -> Schema {
        var properties = fields
        for (name, schema) in self.fields {
            guard let index = properties.firstIndex(where: { $0.name == name }) else {
                preconditionFailure("\(owner) has no field \(name) to constrain")
            }
            guard let constrained = properties[index].constrained(by: schema) else {
                preconditionFailure("\(owner).\(name) is not of its constraint's kind")
            }
            properties[index] = constrained
        }
        return .object(properties, additional: role == .event, title: title, description: description)
    }
}

extension Schema {
    /// In `Constraints`, the schema that is derived.
    package static var derived: Schema { Schema(.derived) }

    /// Returns this constraint with the derived schema in the place of `.derived`; nil where their kinds differ.
    fileprivate func applied(to derived: Schema) -> Schema? {
        var schema = self
        switch (kind, derived.kind) {
        case (.derived, let kind): schema.kind = kind
        case (.array(let items, let count, let unique), .array(let derived, _, _)):
            guard let items = items.applied(to: derived) else { return nil }
            schema.kind = .array(items, count: count, unique: unique)
        case (.map(let values, let maxCount), .map(let derived, _)):
            guard let values = values.applied(to: derived) else { return nil }
            schema.kind = .map(values, maxCount: maxCount)
        default:
            guard let type, let derivedType = derived.type else { return self }
            guard type == derivedType || type == "integer" && derivedType == "number" else { return nil }
        }
        return schema
    }

    /// The type of the values in JSON Schema's words; nil where there may be several.
    private var type: String? {
        switch kind {
        case .string: "string"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .array: "array"
        case .object, .map: "object"
        case .constants(let values): Schema.type(values.map(\.type))
        case .reference(_, let target): target.type
        case .oneOf(let forms): Schema.type(forms.map(\.type))
        case .any, .derived: nil
        }
    }

    private static func type(_ all: [String?]) -> String? {
        Set(all).count == 1 ? all[0] : nil
    }
}

extension JSON {
    fileprivate var type: String? {
        switch self {
        case .null: nil
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension Property {
    fileprivate func constrained(by constraint: Schema) -> Property? {
        constraint.applied(to: schema).map { new in
            Property(name: name, schema: schema.isNullable ? new.nullable() : new, isRequired: isRequired)
        }
    }
}

import JSONTree

/// Schemas and samples of field types, found at run time: `init(from:)` names a field's type without a constraint.
enum WireForm {
    static func schema<Value: Decodable>(of type: Value.Type, as role: WireRole) -> Schema {
        if let type = type as? any WireValue.Type { return type.schema(as: role) }
        return .string(enum: cases(of: type).map(\.rawValue))
    }

    static func sample<Value: Decodable>(of type: Value.Type) -> Value {
        let sample = (type as? any WireValue.Type)?.sample as? Value ?? cases(of: type).first?.value
        guard let sample else { preconditionFailure("\(type) has no value") }
        return sample
    }

    /// Returns the cases of an enum of strings.
    private static func cases<Value>(of type: Value.Type) -> [(value: Value, rawValue: String)] {
        func all<Cases: CaseIterable & RawRepresentable>(_ type: Cases.Type) -> [(value: Value, rawValue: String)] {
            Cases.allCases.compactMap { item in
                guard let value = item as? Value, let rawValue = item.rawValue as? String else { return nil }
                return (value, rawValue)
            }
        }
        let cases = (type as? any (CaseIterable & RawRepresentable).Type).map { all($0) } ?? []
        precondition(
            !cases.isEmpty, "\(type) has no schema: make it a WireType, a WireValue or a CaseIterable enum of strings")
        return cases
    }
}

/// A `@Nullable` field, whose value may be null wherever it is present.
protocol NullableField {
    static func wrappedSchema(as role: WireRole) -> Schema
}

extension Nullable: NullableField {
    static func wrappedSchema(as role: WireRole) -> Schema { WireForm.schema(of: T.self, as: role) }
}

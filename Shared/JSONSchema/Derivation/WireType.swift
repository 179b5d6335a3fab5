/// A type whose schema is derived from its synthesised `init(from:)`: the names, order, types and optionality of its
/// fields. Only constraints are written, by the synthesised `CodingKeys`.
///
/// ```swift
/// struct ContactDTO: WireType {
///     var name: String
///     var email: String
///     @Nullable var phone: String?
///     static let constraints = Constraints([
///         CodingKeys.name: .name, .email: .email, .phone: .string(maxLength: 50),
///     ])
/// }
///
/// Schema(request: ContactDTO.self)   // .required("name", .name), …, .optional("phone", .string(maxLength: 50))
/// Schema(answer: ContactDTO.self)    // …, .nullable("phone", .string(maxLength: 50))
/// ```
///
/// | field | request | answer | event |
/// |---|---|---|---|
/// | `T` | required | required | required |
/// | `T?` | optional | optional | optional |
/// | `@Nullable T?` | optional | nullable | nullable |
/// | `Patched<T>` | optional | — | — |
///
/// Optional means absent or null, nullable means present and perhaps null. A request and an answer refuse members that
/// are not fields; an event accepts them.
///
/// A field's type is a `WireType`, a `WireValue`, a `CaseIterable` enum of strings, or an array or a dictionary of
/// those. A type with two shapes is two types. An enum with associated values is a `WireValue`, which states its schema
/// by hand. A schema is derived once for each type and role, at its first use, where a mistake in it stops the program.
package protocol WireType: WireValue, Codable, Sendable {
    /// What the fields' types do not say. None by default.
    static var constraints: Constraints { get }
}

extension WireType {
    package static var constraints: Constraints { Constraints() }

    package static func schema(as role: WireRole) -> Schema { DerivedSchemas.schema(of: Self.self, as: role) }

    /// A value of the fields' samples, without its optional fields.
    package static var sample: Self { WireRecorder.fields(of: Self.self, as: .answer).sample }
}

extension Schema {
    /// Derives the schema of a type that a request carries.
    package init<Value: WireValue>(request type: Value.Type) { self = type.schema(as: .request) }

    /// Derives the schema of a type that an answer carries.
    package init<Value: WireValue>(answer type: Value.Type) { self = type.schema(as: .answer) }

    /// Derives the schema of a type that an event carries.
    package init<Value: WireValue>(event type: Value.Type) { self = type.schema(as: .event) }
}

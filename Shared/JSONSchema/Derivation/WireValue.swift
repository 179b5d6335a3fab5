package import JSONTree
package import Primitives

/// Where a type is carried, which decides what an optional field means and whether unknown members are accepted.
package enum WireRole: Sendable, Hashable {
    case request
    case answer
    case event
}

/// A type that states its own schema: an id, a date, or a shape that fields do not describe.
///
/// ```swift
/// extension CourseCode: WireValue {
///     static func schema(as role: WireRole) -> Schema { .string(maxLength: 64, pattern: "^[a-z0-9-]+$") }
///     static var sample: CourseCode { "basic" }
/// }
/// ```
package protocol WireValue: Decodable {
    static func schema(as role: WireRole) -> Schema
    /// Any value. A type with such a field is made with it while its schema is derived.
    static var sample: Self { get }
}

extension String: WireValue {
    package static func schema(as role: WireRole) -> Schema { .string() }
    package static var sample: String { "" }
}

extension Bool: WireValue {
    package static func schema(as role: WireRole) -> Schema { .boolean }
    package static var sample: Bool { false }
}

extension Int: WireValue {
    package static func schema(as role: WireRole) -> Schema { .integer }
    package static var sample: Int { 0 }
}

extension Double: WireValue {
    package static func schema(as role: WireRole) -> Schema { .number }
    package static var sample: Double { 0 }
}

extension JSON: WireValue {
    package static func schema(as role: WireRole) -> Schema { .any }
    package static var sample: JSON { .null }
}

extension Identifier: WireValue {
    package static func schema(as role: WireRole) -> Schema { .uuid }
    package static var sample: Identifier { .new() }
}

extension Day: WireValue {
    package static func schema(as role: WireRole) -> Schema { .date }
    package static var sample: Day { Day(daysSince1970: 0) }
}

extension Instant: WireValue {
    package static func schema(as role: WireRole) -> Schema { .dateTime }
    package static var sample: Instant { Instant(secondsSince1970: 0) }
}

extension Money: WireValue {
    package static func schema(as role: WireRole) -> Schema { .integer }
    package static var sample: Money { .zero }
}

extension Array: WireValue where Element: Decodable {
    package static func schema(as role: WireRole) -> Schema { .array(WireForm.schema(of: Element.self, as: role)) }
    package static var sample: [Element] { [] }
}

/// The keys are the members' names, which `CodingKeyRepresentable` makes of a type that is not `String`.
extension Dictionary: WireValue where Key: CodingKeyRepresentable & Decodable, Value: Decodable {
    package static func schema(as role: WireRole) -> Schema { .map(of: WireForm.schema(of: Value.self, as: role)) }
    package static var sample: [Key: Value] { [:] }
}

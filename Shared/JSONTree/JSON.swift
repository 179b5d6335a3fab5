/// A JSON value of any kind. Request bodies are parsed into it before their schemas validate them.
///
/// A whole number within `Int` is an `integer`, however it was written (`1.0`, `1e2`); every other one is a `number`.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

extension JSON {
    /// A member of an object; nil for every other kind. Setting nil removes it, and setting makes an object of
    /// every other kind.
    package subscript(name: String) -> JSON? {
        get {
            if case .object(let members) = self { members[name] } else { nil }
        }
        set {
            var members = object ?? [:]
            members[name] = newValue
            self = .object(members)
        }
    }

    /// An item of an array; nil beyond its end and for every other kind.
    package subscript(index: Int) -> JSON? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }

    package var object: [String: JSON]? {
        if case .object(let members) = self { members } else { nil }
    }

    package var array: [JSON]? {
        if case .array(let items) = self { items } else { nil }
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }

    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }
}

// Not by nil, which would be ambiguous in a `JSON?`: null is `.null`.
extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = JSON(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral items: JSON...) { self = .array(items) }
    package init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Dictionary(members) { _, last in last })
    }

    /// Makes an `integer` of a number that is whole and fits, and a `number` of every other one.
    package init(_ value: Double) {
        self = Int(exactly: value).map(JSON.integer) ?? .number(value)
    }
}

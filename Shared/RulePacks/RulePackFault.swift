import JSONTree

/// Why a rule pack cannot be used: a line of its text or a field, such as `[0].transferFee` (0 is the first version of
/// the text), and what is wrong there. A service with such a pack does not start.
package struct RulePackFault: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    init(line: Int, _ error: JSONParseError) {
        self.init("line \(line): \(error.reason)")
    }

    /// From what a decoder or encoder throws.
    init(reading error: any Error) {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            self.init("\(Self.field(context.codingPath + [key])) is missing")
        case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
            self.init("\(Self.field(context.codingPath)) must be \(Self.name(of: type))")
        case DecodingError.dataCorrupted(let context):
            self.init("\(Self.field(context.codingPath)) is not valid: \(context.debugDescription)")
        default: self.init("cannot be read: \(error)")
        }
    }

    private static func field(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "the text" }
        return path.reduce(into: "") { text, key in
            text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? "" : ".") + key.stringValue
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any FixedWidthInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        default:
            switch "\(type)" {
            case let name where name.hasPrefix("Array"): "a list"
            case let name where name.hasPrefix("Dictionary"): "an object"
            case let name: "of the type \(name)"
            }
        }
    }
}

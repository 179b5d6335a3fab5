import JSONTree

/// A violation of a schema by a value: the place, as a JSON Pointer (RFC 6901), and a sentence for people.
package struct Violation: Sendable, Hashable, Codable, CustomStringConvertible {
    package let pointer: String
    package let detail: String

    package init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }

    package var description: String { "\(pointer.isEmpty ? "/" : pointer): \(detail)" }

    /// Returns a name as one step of a JSON Pointer.
    package static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        var text = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

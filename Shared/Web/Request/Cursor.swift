import JSONSchema
import JSONTree
import Security

/// Where a page begins: the order's values of the last row shown, opaque to clients (`c1.` + base64url). A changed
/// order must have a new version, so that old cursors are refused instead of misread.
package struct Cursor: Sendable, Hashable, CustomStringConvertible {
    static let pattern: Pattern = "^c[0-9]+[.][A-Za-z0-9_-]+$"
    /// As a parameter: a form's empty field is the first page.
    static let parameterPattern: Pattern = "^(?:c[0-9]+[.][A-Za-z0-9_-]+)?$"

    private let version: Int
    private let parts: [String]

    package init<each T: LosslessStringConvertible>(_ values: repeat each T, version: Int = 1) {
        var parts: [String] = []
        for value in repeat each values { parts.append(value.description) }
        self.parts = parts
        self.version = version
    }

    init?(_ text: String, version: Int = 1) {
        let prefix = "c\(version)."
        guard text.hasPrefix(prefix), let bytes = Base64URL.decode(String(text.dropFirst(prefix.count))),
            let items = try? JSON.parse(bytes, maxDepth: 1).array
        else { return nil }
        self.version = version
        parts = items.compactMap(\.string)
    }

    package var description: String {
        "c\(version)." + Base64URL.encode(JSON.array(parts.map(JSON.string)).serialised())
    }

    /// The values that it was made of, which say behind which row the page begins.
    package func values<each T: LosslessStringConvertible>(_ types: repeat (each T).Type) throws -> (repeat each T) {
        var rest = parts[...]
        func next<V: LosslessStringConvertible>(_ type: V.Type) throws -> V {
            guard let text = rest.popFirst(), !text.utf8.contains(0), let value = V(text) else {
                throw Problem(.cursorInvalid)
            }
            return value
        }
        let values = (repeat try next(each types))
        guard rest.isEmpty else { throw Problem(.cursorInvalid) }
        return values
    }
}

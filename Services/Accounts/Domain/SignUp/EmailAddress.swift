import Primitives

/// A person's e-mail address, which is the login (A2).
///
/// `text` is the address as the person wrote it, without surrounding white space. `key` is unique: NFKC and lower case,
/// so that no two accounts differ by case, width or composition alone.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package let key: String

    /// Reads `local@domain`; nil for text that is no deliverable address.
    package init?(_ text: String) {
        let trimmed = text.trimmed
        let key = EmailAddress.folded(trimmed)
        let parts = key.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, key.utf8.count <= 320,
            key.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control && !$0.properties.isWhitespace })
        else { return nil }
        self.text = trimmed
        self.key = key
    }

    package var description: String { text }

    /// Composes twice, because lower case can undo a composition (`İ`).
    private static func folded(_ text: String) -> String {
        text.compatibilityComposed.lowercased().compatibilityComposed
    }
}

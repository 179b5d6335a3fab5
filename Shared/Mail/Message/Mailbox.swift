/// A name and an address for From and To.
package struct Mailbox: Hashable, Sendable, Codable {
    package var name: String?
    package var address: String

    package init(name: String? = nil, address: String) {
        self.name = name
        self.address = address
    }

    /// Parses `Name <address>` or an address. Returns nil if mail cannot be sent there.
    package init?(_ text: String) {
        let trimmed = Self.trimmed(text)
        if let open = trimmed.lastIndex(of: "<"), trimmed.hasSuffix(">") {
            let name = Self.trimmed(String(trimmed[..<open]))
            self.init(
                name: name.isEmpty ? nil : name, address: String(trimmed[trimmed.index(after: open)...].dropLast()))
        } else {
            self.init(address: trimmed)
        }
        guard isUsable else { return nil }
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// Whether the address may appear in a header and an SMTP command: one `@` with text on either side, and no
    /// character that could end the line or the brackets.
    package var isUsable: Bool {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && address.utf8.count <= 320
            && address.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control && !$0.properties.isWhitespace && $0 != "<" && $0 != ">"
            }
    }

    package var domain: String {
        address.split(separator: "@").last.map(String.init) ?? ""
    }

    /// The header form: the name as a quoted string or encoded words, the address in brackets.
    var header: String {
        guard let name, !name.isEmpty else { return address }
        let phrase = HeaderText.phrase(name)
        return "\(phrase)\(phrase.utf8.count + address.utf8.count > 66 ? "\r\n " : " ")<\(address)>"
    }
}

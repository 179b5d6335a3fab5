/// `KEY=VALUE` lines, as `docker --env-file` and systemd's `EnvironmentFile` take them: `#` begins a comment line,
/// quotes around a value are dropped, `export ` before a name is allowed.
enum ConfigurationFile {
    static func parse(
        _ content: String, name path: String, _ problems: inout [String]
    ) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for (index, line) in content.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var text = line.trimmingSpaces()
            if text.isEmpty || text.hasPrefix("#") { continue }
            if text.hasPrefix("export ") { text = String(text.dropFirst(7)) }
            guard let equals = text.firstIndex(of: "=") else {
                problems.append("\(path), line \(index + 1): not KEY=VALUE")
                continue
            }
            let name = text[..<equals].trimmingSpaces()
            guard !name.isEmpty, name.utf8.allSatisfy({ isNameByte($0) }) else {
                problems.append("\(path), line \(index + 1): “\(name)” is no name")
                continue
            }
            if pairs.contains(where: { $0.name == name }) {
                problems.append("\(path), line \(index + 1): \(name) comes a second time")
                continue
            }
            pairs.append((name, unquoted(text[text.index(after: equals)...].trimmingSpaces())))
        }
        return pairs
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func unquoted(_ text: String) -> String {
        for quote in ["\"", "'"] where text.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            return String(text.dropFirst().dropLast())
        }
        return text
    }
}

/// Values that stand in examples and development files: production refuses them.
enum SampleSecret {
    private static let markers = ["change-me", "changeme", "change_me", "sample", "example", "development", "insecure"]
    private static let words: Set<String> = ["secret", "password", "muster", "postgres", "admin", "test", "kafka"]

    /// Whether a secret, or the password inside a URL, is a sample.
    static func isOne(_ text: String) -> Bool {
        let secret = password(inURL: text) ?? text
        let lowered = secret.lowercased()
        return words.contains(lowered) || markers.contains { lowered.contains($0) }
    }

    private static func password(inURL text: String) -> String? {
        let scheme = text.prefix { $0.isLetter || $0.isNumber }
        guard text.dropFirst(scheme.count).hasPrefix("://") else { return nil }
        let rest = text.dropFirst(scheme.count + 3)
        guard let at = rest.firstIndex(of: "@") else { return "" }
        guard let colon = rest[..<at].firstIndex(of: ":") else { return "" }
        return String(rest[rest.index(after: colon)..<at])
    }
}

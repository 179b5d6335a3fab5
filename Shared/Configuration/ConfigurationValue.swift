import DomainClock
import Primitives

/// Reads the text form of one setting. Pure; used to check at start and to read later, so the two never differ.
enum ConfigurationValue {
    /// What is wrong with a text as a value of that kind, in words that say what would be right; nil when it is fine.
    static func problem(_ text: String, _ kind: ConfigurationKey.Kind) -> String? {
        switch kind {
        case .string(let form):
            return control(text) ?? form.flatMap { $0.fits(text) ? nil : "must be \($0.words)" }
        case .list(let form):
            return control(text)
                ?? form.flatMap { form in list(text).allSatisfy(form.fits) ? nil : "must each be \(form.words)" }
        case .file: return control(text)
        case .int(let range):
            guard let number = Int(text) else { return "must be a whole number from \(words(range))" }
            return range.contains(number) ? nil : "must be from \(words(range))"
        case .duration(let range):
            guard let duration = duration(text) else { return "must be a duration such as 250ms, 5s, 10m, 24h or 7d" }
            return range.contains(duration) ? nil : "must be from \(words(range))"
        case .flag:
            return flag(text) == nil ? "must be on or off" : nil
        case .choice(let values):
            return values.contains(text) ? nil : "must be one of \(values.joined(separator: ", "))"
        case .occurrence(let values):
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard values.contains(String(parts[0])) else { return "must be one of \(values.joined(separator: ", "))" }
            return parts.count == 2 && (Int(parts[1]) ?? 0) < 1 ? "must end in a number from 1 after the colon" : nil
        case .instant:
            return Instant(text) == nil ? "must be a time such as 2026-03-01T00:00:00Z" : nil
        case .timeZone:
            return Zone(text) == nil ? "must be an IANA time zone such as America/Chicago" : nil
        case .secret(let length):
            return text.utf8.count < length ? "must have at least \(length) bytes" : nil
        }
    }

    private static func control(_ text: String) -> String? {
        text.unicodeScalars.contains { $0.value < 0x20 } ? "must not contain control characters" : nil
    }

    /// `on`, `off` and the spellings that people expect to work.
    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "on", "true", "yes", "1": true
        case "off", "false", "no", "0": false
        default: nil
        }
    }

    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number <= 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "s", "": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "h": return .seconds(number * 3600)
        case "d": return .seconds(number * 86_400)
        default: return nil
        }
    }

    static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    }

    static func words(_ range: ClosedRange<Int>) -> String {
        "\(range.lowerBound) to \(range.upperBound == .max ? "any" : String(range.upperBound))"
    }

    static func words(_ range: ClosedRange<Duration>) -> String {
        "\(words(range.lowerBound)) to \(words(range.upperBound))"
    }

    /// The shortest form that reads back as the same: `90s`, `5m`, `24h`.
    static func words(_ duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")]
        for (size, unit) in units where milliseconds >= size && milliseconds % size == 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }
}

extension StringProtocol {
    func trimmingSpaces() -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
        var rest = self[...].drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(rest)
    }
}

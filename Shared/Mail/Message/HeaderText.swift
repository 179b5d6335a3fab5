import FoundationEssentials
import Primitives

/// Formats text for a message header: RFC 2047 for non-ASCII text, RFC 5322 for the rest. Line breaks become spaces, so
/// that no value can start another header.
enum HeaderText {
    /// Formats an unstructured value such as a subject.
    static func unstructured(_ text: String) -> String {
        let line = oneLine(text)
        return line.utf8.allSatisfy(isPlain) && line.utf8.count <= 900 && !line.contains("=?") ? line : encoded(line)
    }

    /// Formats a display name. ASCII names are quoted.
    static func phrase(_ text: String) -> String {
        let line = oneLine(text)
        guard line.utf8.allSatisfy(isPlain), line.utf8.count <= 200, !line.contains("=?") else { return encoded(line) }
        let escaped = line.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"\(String(escaped))\""
    }

    /// Formats a date, such as `Mon, 30 Mar 2026 14:00:00 +0000`.
    static func date(secondsSince1970 seconds: Int) -> String {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - days * 86_400
        let (year, month, day) = Day(daysSince1970: days).parts
        let weekday = weekdays[((days + 3) % 7 + 7) % 7]
        return "\(weekday), \(two(day)) \(months[month - 1]) \(year) "
            + "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) +0000"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func isPlain(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) }

    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    /// Returns encoded words of at most 75 bytes, each of complete characters, on separate folded lines.
    private static func encoded(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for character in text {
            let bytes = Array(String(character).utf8)
            // 42 bytes are 56 characters of base64; with `=?utf-8?B?`, `?=` and `Subject: ` 77.
            if !words[words.count - 1].isEmpty, words[words.count - 1].count + bytes.count > 42 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }
}

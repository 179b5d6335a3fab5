import FoundationEssentials
import Glibc
import Postgres

/// What the text of a setting has to be, where any text would be found wrong only when it is used.
package enum TextForm: Sendable, Hashable {
    /// The public address of something of ours: scheme and host, perhaps port and path.
    case url
    /// As browsers send it: a URL without a path.
    case origin
    /// `host:port`, several by commas.
    case brokers
    /// IPv4 or IPv6, in digits.
    case address
    /// A PostgreSQL URL or connection string, as libpq reads it.
    case database
    case email
    /// `Name <address>`, or an address alone.
    case mailbox

    /// Whether a text is of the form. Pure.
    func fits(_ text: String) -> Bool {
        switch self {
        case .url: Self.isURL(text, mayHavePath: true)
        case .origin: Self.isURL(text, mayHavePath: false)
        case .brokers:
            !text.isEmpty && text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(Self.isBroker)
        case .address: Self.isAddress(text)
        case .database: (try? PostgresConfiguration(url: text)) != nil
        case .email: Self.isEmail(text)
        case .mailbox:
            if let open = text.lastIndex(of: "<"), text.hasSuffix(">") {
                Self.isEmail(String(text[text.index(after: open)...].dropLast()))
            } else {
                Self.isEmail(text)
            }
        }
    }

    /// What would be right, after "must be".
    var words: String {
        switch self {
        case .url: "a URL such as https://muster.example"
        case .origin: "an origin such as https://muster.example"
        case .brokers: "host:port, several separated by commas"
        case .address: "a numeric address such as 127.0.0.1 or ::1"
        case .database: "a URL such as postgresql://host:5432/muster or a libpq connection string"
        case .email: "an e-mail address"
        case .mailbox: "an e-mail address, perhaps as Name <address>"
        }
    }

    private static func isURL(_ text: String, mayHavePath: Bool) -> Bool {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let url = URLComponents(string: text),
            ["http", "https"].contains(url.scheme), let host = url.host, !host.isEmpty, url.user == nil,
            url.query == nil, url.fragment == nil
        else { return false }
        return (mayHavePath || url.path.isEmpty) && url.port.map { (1...65_535).contains($0) } ?? true
    }

    private static func isBroker(_ text: Substring) -> Bool {
        let text = text.trimmingSpaces()
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else {
            return false
        }
        return (1...65_535).contains(port) && isHost(text[..<colon])
    }

    private static func isHost(_ text: Substring) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") { return isAddress(String(text.dropFirst().dropLast())) }
        return !text.isEmpty
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
    }

    private static func isAddress(_ text: String) -> Bool {
        var room = in6_addr()
        return inet_pton(AF_INET, text, &room) == 1 || inet_pton(AF_INET6, text, &room) == 1
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && isHost(parts[1])
            && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "<" && $0 != ">" && $0 != "," }
    }
}

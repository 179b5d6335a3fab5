import FoundationEssentials
import Primitives

/// A mail as it stands in the spool (RFC 5322): the header that any mail system asks for, and the text.
struct MailMessage: Sendable {
    let id: UUID
    let sender: String
    let recipient: String
    let subject: String
    let body: String
    let date: Instant

    var text: String {
        """
        From: \(Self.line(sender))
        To: \(Self.line(recipient))
        Subject: \(Self.line(subject))
        Date: \(Self.mailDate(date))
        Message-ID: <\(id.uuidString.lowercased())@\(senderDomain)>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        \(body)

        """
    }

    /// RFC 5322, 3.3: `Wed, 25 Nov 2026 20:59:21 +0000`.
    static func mailDate(_ moment: Instant) -> String {
        let day = moment.utcDay
        let (year, month, dayOfMonth) = day.parts
        // The first day of 1970 was a Thursday.
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((day.daysSince1970 % 7) + 7) % 7]
        let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
        let time = moment.description.dropFirst("2026-11-25T".count).prefix("20:59:21".count)
        return "\(weekday), \(dayOfMonth) \(name) \(year) \(time) +0000"
    }

    /// The right side of a Message-ID is a domain of the sender's: what it comes from, and nobody else makes ids there.
    private var senderDomain: String {
        let address =
            sender.drop { $0 != "<" }.isEmpty ? sender[...] : sender.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }
        let domain = address.split(separator: "@").last.map(String.init) ?? ""
        return domain.isEmpty ? "muster.invalid" : domain
    }

    /// A line break would begin a header of somebody else's making.
    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}

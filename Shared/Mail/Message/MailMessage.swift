package import FoundationEssentials

/// A complete message: addresses, subject, plain text and HTML.
package struct MailMessage: Hashable, Sendable {
    package var id: UUID
    package var from: Mailbox
    package var to: Mailbox
    package var subject: String
    package var text: String
    package var html: String
    package var secondsSince1970: Int

    /// The message in RFC 5322 form with MIME. Message-ID and boundary are derived from `id`, so a message that is sent
    /// again can be recognized.
    package var bytes: [UInt8] {
        let name = id.uuidString.lowercased()
        let boundary = "=_\(name)"
        let head = [
            "From: \(from.header)", "To: \(to.header)", "Subject: \(HeaderText.unstructured(subject))",
            "Date: \(HeaderText.date(secondsSince1970: secondsSince1970))", "Message-ID: <\(name)@\(from.domain)>",
            // Suppresses automatic replies (RFC 3834).
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: multipart/alternative;", " boundary=\"\(boundary)\"",
        ]
        let parts = [("text/plain", text), ("text/html", html)].map { type, content in
            [
                "--\(boundary)", "Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: quoted-printable",
                "",
                QuotedPrintable.encoded(content),
            ]
        }
        let lines = head + [""] + parts.flatMap { $0 } + ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }
}

package import FoundationEssentials

/// A message as it is sent: who to, its text and the same as HTML.
package struct MailMessage: Hashable, Sendable {
    package var id: UUID
    package var from: Mailbox
    package var to: Mailbox
    package var subject: String
    package var text: String
    package var html: String
    package var secondsSince1970: Int

    /// RFC 5322 with MIME. The Message-ID and the parts' boundary follow from `id`, so a message that is sent again can be told
    /// from a second one.
    package var bytes: [UInt8] {
        let name = id.uuidString.lowercased()
        let boundary = "=_\(name)"
        let head = [
            "From: \(from.header)", "To: \(to.header)", "Subject: \(HeaderText.unstructured(subject))",
            "Date: \(HeaderText.date(secondsSince1970: secondsSince1970))", "Message-ID: <\(name)@\(from.domain)>",
            // Nobody's holiday answer shall come back (RFC 3834).
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

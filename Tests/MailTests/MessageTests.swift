import Foundation
import Primitives
import Testing

@testable import Mail

/// The format of messages.
@Suite struct MessageTests {
    static let message = MailMessage(
        id: UUID(uuidString: "01985f3e-0000-7000-8000-000000000001")!,
        from: Mailbox(name: "Muster", address: "noreply@example.org"),
        to: Mailbox(name: "Zoë Nguyễn", address: "zoe@example.org"),
        subject: "Ihr Platz: „Grundkurs“ für die Schulpolizei, ein langer Betreff über mehr als eine Zeile 警察",
        text: "Größe = 5 \n.\nEnde", html: "<p>&lt;</p>", secondsSince1970: 1_774_879_200)

    @Test func `a message is valid RFC 5322 and MIME for Python's email parser`() throws {
        let script = """
            import email, email.policy, sys, json
            m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.SMTP)
            plain, html = m.get_body(("plain",)), m.get_body(("html",))
            print(json.dumps([m["From"], m["To"], m["Subject"], m["Message-ID"], m["Date"].datetime.isoformat(),
                plain.get_content(), html.get_content(), [d.__class__.__name__ for d in m.defects]]))
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(Self.message.bytes))
        try input.fileHandleForWriting.close()
        let answer = try JSONSerialization.jsonObject(with: output.fileHandleForReading.readDataToEndOfFile())
        let fields = try #require(answer as? [Any])
        #expect(fields[0] as? String == "Muster <noreply@example.org>")
        #expect(fields[1] as? String == "Zoë Nguyễn <zoe@example.org>")
        #expect(fields[2] as? String == Self.message.subject)
        #expect(fields[3] as? String == "<01985f3e-0000-7000-8000-000000000001@example.org>")
        #expect(fields[4] as? String == "2026-03-30T14:00:00+00:00")
        #expect(
            (fields[5] as? String)?.replacing("\r\n", with: "\n").trimmingCharacters(in: .newlines) == Self.message.text
        )
        #expect((fields[6] as? String)?.hasPrefix("<p>&lt;</p>") == true)
        #expect((fields[7] as? [String])?.isEmpty == true)
    }

    @Test func `a message has ASCII lines of at most 78 characters and is deterministic`() {
        let bytes = Self.message.bytes
        #expect(bytes.allSatisfy { $0 < 0x80 })
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 }, "\(lines.max { $0.utf8.count < $1.utf8.count } ?? "")")
        #expect(!lines.contains { $0.contains("\n") || $0.contains("\r") })
        #expect(Self.message.bytes == bytes)
    }

    @Test(arguments: [
        ("2026-11-25T20:59:21.5Z", "Wed, 25 Nov 2026 20:59:21 +0000"),
        ("2028-02-29T00:00:00Z", "Tue, 29 Feb 2028 00:00:00 +0000"),
        ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000"),
        ("1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 +0000"),
    ])
    func `the date has the format of RFC 5322`(moment: String, date: String) throws {
        #expect(HeaderText.date(secondsSince1970: try #require(Instant(moment)).secondsSince1970) == date)
    }

    @Test func `no value can start another header`() {
        var message = Self.message
        message.subject = "Hi\r\nBcc: all@example.org"
        message.to.name = "A\nBcc: all@example.org"
        let head = String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
        #expect(!head.components(separatedBy: "\r\n").contains { $0.hasPrefix("Bcc") })
        #expect(Mailbox(address: "a@b\r\nRCPT TO:<c@d>").isUsable == false)
        #expect(Mailbox("Muster <a@b> <c@d>") != nil)
    }

    @Test(
        arguments: [
            ("a@b.org", nil, "a@b.org"), (" The Office <office@b.org> ", "The Office", "office@b.org"),
            ("<x@y>", nil, "x@y"),
        ] as [(String, String?, String)])
    func `a mailbox is parsed with or without a name`(text: String, name: String?, address: String) {
        #expect(Mailbox(text) == Mailbox(name: name, address: address))
    }

    @Test(arguments: ["", "a", "a@", "@b", "a b@c", "a@b@c", "Name <>"])
    func `invalid mailboxes are refused`(text: String) {
        #expect(Mailbox(text) == nil)
    }
}

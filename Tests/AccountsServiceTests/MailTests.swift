import Foundation
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct MailTests {
    @Test(arguments: [
        ("2026-11-25T20:59:21.5Z", "Wed, 25 Nov 2026 20:59:21 +0000"),
        ("2028-02-29T00:00:00Z", "Tue, 29 Feb 2028 00:00:00 +0000"),
        ("1970-01-01T00:00:00Z", "Thu, 1 Jan 1970 00:00:00 +0000"),
        ("1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 +0000"),
    ])
    func `a mail's date is written as mail systems read it`(moment: String, date: String) throws {
        #expect(MailMessage.mailDate(try #require(Instant(moment))) == date)
    }

    @Test
    func `a mail in the spool has the header that RFC 5322 asks for, with its date and an id of the sender's domain`()
        async throws
    {
        try await AccountsSample.with { sample in
            let id = UUID()
            let database = sample.service.context.database
            try await database.execute(
                """
                INSERT INTO mail (id, recipient, subject, body, written_at)
                VALUES (\(id), \("Eve\nBcc: all@example.org <eve@example.org>"), 'Hello', 'A text.', '2026-11-25T20:59:21Z')
                """)
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("spool-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let spool = MailSpool(
                folder: folder.path, sender: "Muster <office@muster.example>", database: database)
            while try await spool.run() > 0 {}
            let file = folder.appendingPathComponent("\(id.uuidString.lowercased()).eml")
            let mail = try String(contentsOf: file, encoding: .utf8)
            let header = mail.components(separatedBy: "\n\n")[0].components(separatedBy: "\n")
            #expect(header.contains("From: Muster <office@muster.example>"))
            #expect(header.contains("Date: Wed, 25 Nov 2026 20:59:21 +0000"))
            #expect(header.contains("Message-ID: <\(id.uuidString.lowercased())@muster.example>"))
            #expect(!header.contains { $0.hasPrefix("Bcc:") })
            #expect(mail.hasSuffix("\n\nA text.\n"))
        }
    }
}

import Configuration
import Foundation
import Testing
import Web

@testable import Mail

@Suite struct TemplateTests {
    static let kind = MailKind("note", required: ["code"], given: ["name", "link"], optional: ["fee"])

    private func template(_ body: String) throws -> MailTemplate {
        try MailTemplate("Subject: For {{name}}\n\n\(body)\n")
    }

    @Test func `a template makes a text and an HTML part, and values are text in both`() throws {
        let content = try template(
            """
            Dear {{name}},

            {{#fee}}
            The fee is {{fee}}.

            {{/fee}}
            {{^fee}}
            No fee.

            {{/fee}}
            {{code}}
            {{link}}
            """
        ).rendered([
            "name": "<b>Zoë & {{code}}</b>", "code": "1\n2", "link": "https://example.org/?a=1&b=\"2\"", "fee": "",
        ])
        #expect(content.subject == "For <b>Zoë & {{code}}</b>")
        #expect(
            content.text
                == "Dear <b>Zoë & {{code}}</b>,\n\nNo fee.\n\n1\n2\nhttps://example.org/?a=1&b=\"2\"\n")
        let link = "https://example.org/?a=1&amp;b=&quot;2&quot;"
        #expect(
            content.html.contains("<p>Dear &lt;b&gt;Zoë &amp; {{code}}&lt;/b&gt;,</p>\n<p>No fee.</p>\n<p>1<br>\n2<br>")
        )
        #expect(content.html.contains("<a href=\"\(link)\">\(link)</a>"))
    }

    @Test func `a value that is not a web address does not become a link`() throws {
        let content = try template("{{link}}").rendered(["name": "a", "link": "javascript:alert(1)"])
        #expect(!content.html.contains("<a"))
    }

    @Test func `unknown, missing and unguarded optional fields are refused`() throws {
        #expect(try template("{{code}} {{name}}").faults(for: Self.kind) == [])
        #expect(try template("{{name}}").faults(for: Self.kind) == ["{{code}} is missing"])
        #expect(try template("{{code}} {{cod}}").faults(for: Self.kind) == ["{{cod}} is unknown"])
        #expect(
            try template("{{code}} {{fee}}").faults(for: Self.kind) == [
                "{{fee}} may be absent: use it within {{#fee}}"
            ])
        #expect(try template("{{code}} {{^fee}}{{fee}}{{/fee}}").faults(for: Self.kind).count == 1)
        #expect(
            try template("{{code}} {{#name}}x{{/name}}").faults(for: Self.kind) == ["{{#name}} is always present"])
        #expect(throws: MailTemplateFault.self) { try template("{{code}}").rendered(["name": "a"]) }
    }

    @Test(arguments: [
        "", "Hello", "Subject: \n\nx", "Subject: a\nb", "Subject: a\n\n{{#fee}}", "Subject: a\n\n{{/fee}}",
        "Subject: a\n\n{{#fee}}{{/code}}", "Subject: a\n\n{{fee", "Subject: a\n\n{{ fee }}",
    ])
    func `an invalid template is refused`(text: String) {
        #expect(throws: MailTemplateFault.self) { try MailTemplate(text) }
    }

    @Test func `templates in a folder replace the shipped ones, and their errors are reported together`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)")
        let own = folder.appending(path: "accounts")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let shipped = ["note": Array("Subject: a\n\n{{code}}".utf8)]
        func templates(_ service: String = "accounts") throws -> MailTemplates {
            try MailTemplates([Self.kind], shipped: shipped, folder: folder.path, service: service)
        }
        let fields = ["code": "1", "name": "n", "link": "l"]
        #expect(try templates().rendered("note", fields).subject == "a")

        try Data("Subject: b\n\n{{code}}".utf8).write(to: own.appending(path: "note.mail"))
        #expect(try templates().rendered("note", fields).subject == "b")
        #expect(try templates("registration").rendered("note", fields).subject == "a")

        try Data("Subject: b\n\n{{cod}}".utf8).write(to: own.appending(path: "note.mail"))
        try Data().write(to: own.appending(path: "other.mail"))
        let error = #expect(throws: ConfigurationError.self) { try templates() }
        #expect(
            error?.problems == [
                "MAIL_TEMPLATES: accounts/other.mail: unknown kind of mail",
                "MAIL_TEMPLATES: accounts/note.mail: {{cod}} is unknown",
                "MAIL_TEMPLATES: accounts/note.mail: {{code}} is missing",
            ])
    }
}

/// The text of a mail, read from a file: `Subject: …`, an empty line, the body. The plain text and the HTML part are
/// both made from the body.
///
/// `{{field}}` inserts a field's value. `{{#field}}…{{/field}}` is included if the field is present,
/// `{{^field}}…{{/field}}` if it is absent. Empty lines separate paragraphs. Values are never interpreted as template
/// or HTML markup.
package struct MailTemplate: Hashable, Sendable {
    indirect enum Node: Hashable, Sendable {
        case text(String)
        case value(String)
        case section(String, isInverted: Bool, [Node])
    }

    let subject: [Node]
    let body: [Node]

    /// - Throws: `MailTemplateFault` if the text cannot be parsed.
    package init(_ text: String) throws(MailTemplateFault) {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        guard let first = lines.first, first.hasPrefix("Subject: "), first.count > 9 else {
            throw MailTemplateFault("must start with “Subject: ” and the subject")
        }
        guard lines.count > 2, lines[1].isEmpty else {
            throw MailTemplateFault("needs an empty line after the subject")
        }
        subject = try MailTemplateParser(String(first.dropFirst(9))).nodes()
        body = try MailTemplateParser(lines.dropFirst(2).joined(separator: "\n")).nodes()
    }

    /// Returns the errors of the template for this kind, as sentences.
    func faults(for kind: MailKind) -> [String] {
        var used: Set<String> = []
        var faults: [String] = []
        func visit(_ nodes: [Node], inside: Set<String>) {
            for node in nodes {
                switch node {
                case .text: break
                case .value(let name):
                    used.insert(name)
                    if kind.optional.contains(name) {
                        if !inside.contains(name) {
                            faults.append("{{\(name)}} may be absent: use it within {{#\(name)}}")
                        }
                    } else if !kind.always.contains(name) {
                        faults.append("{{\(name)}} is unknown")
                    }
                case .section(let name, let isInverted, let content):
                    if !kind.optional.contains(name) {
                        let problem = kind.always.contains(name) ? "is always present" : "is unknown"
                        faults.append("{{\(isInverted ? "^" : "#")\(name)}} \(problem)")
                    }
                    visit(content, inside: isInverted ? inside : inside.union([name]))
                }
            }
        }
        visit(subject, inside: [])
        visit(body, inside: [])
        return faults + kind.required.subtracting(used).sorted().map { "{{\($0)}} is missing" }
    }
}

/// The reason why a template cannot be used.
package struct MailTemplateFault: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

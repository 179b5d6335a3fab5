/// A mail's wording, read from a file: `Subject: …`, an empty line, the body. Both parts of the mail are made of the one body.
///
/// `{{field}}` is a field's value; `{{#field}}…{{/field}}` is there when the field is, `{{^field}}…{{/field}}` when it is not.
/// Paragraphs stand between empty lines. Values are never read as markup, neither of templates nor of HTML.
package struct MailTemplate: Hashable, Sendable {
    indirect enum Node: Hashable, Sendable {
        case text(String)
        case value(String)
        case section(String, isInverted: Bool, [Node])
    }

    let subject: [Node]
    let body: [Node]

    /// - Throws: `MailTemplateFault` when it cannot be read.
    package init(_ text: String) throws(MailTemplateFault) {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        guard let first = lines.first, first.hasPrefix("Subject: "), first.count > 9 else {
            throw MailTemplateFault("must begin with “Subject: ” and the subject")
        }
        guard lines.count > 2, lines[1].isEmpty else {
            throw MailTemplateFault("needs an empty line after the subject")
        }
        subject = try MailTemplateParser(String(first.dropFirst(9))).nodes()
        body = try MailTemplateParser(lines.dropFirst(2).joined(separator: "\n")).nodes()
    }

    /// What is wrong with it as the wording of this kind, as sentences.
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
                            faults.append("{{\(name)}} may be missing: say it within {{#\(name)}}")
                        }
                    } else if !kind.always.contains(name) {
                        faults.append("{{\(name)}} is unknown")
                    }
                case .section(let name, let isInverted, let content):
                    if !kind.optional.contains(name) {
                        let problem = kind.always.contains(name) ? "is always there" : "is unknown"
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

/// Why a template cannot be used.
package struct MailTemplateFault: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

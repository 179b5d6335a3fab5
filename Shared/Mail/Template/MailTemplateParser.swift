/// Parses the text of a template.
struct MailTemplateParser {
    private var rest: Substring

    init(_ text: String) {
        rest = Substring(text)
    }

    func nodes() throws(MailTemplateFault) -> [MailTemplate.Node] {
        var parser = self
        let nodes = try parser.read(until: nil)
        return nodes
    }

    private mutating func read(until end: String?) throws(MailTemplateFault) -> [MailTemplate.Node] {
        var nodes: [MailTemplate.Node] = []
        while let open = rest.firstRange(of: "{{") {
            let before = rest[..<open.lowerBound]
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { throw MailTemplateFault("has {{ without }}") }
            let tag = rest[..<close.lowerBound]
            rest = rest[close.upperBound...]
            let mark = tag.first
            let isSection = mark == "#" || mark == "^" || mark == "/"
            let name = String(isSection ? tag.dropFirst() : tag)
            guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
                throw MailTemplateFault("{{\(tag)}} is not a field name")
            }
            if !before.isEmpty { nodes.append(.text(String(before))) }
            // A section tag alone on its line produces no empty line.
            if isSection, before.isEmpty ? nodes.isEmpty || endsWithSection(nodes) : before.last == "\n",
                rest.first == "\n"
            {
                rest = rest.dropFirst()
            }
            switch mark {
            case "#", "^":
                nodes.append(.section(name, isInverted: mark == "^", try read(until: name)))
            case "/":
                guard name == end else { throw MailTemplateFault("{{/\(name)}} closes no open section") }
                return nodes
            default:
                nodes.append(.value(name))
            }
        }
        guard end == nil else { throw MailTemplateFault("{{#\(end ?? "")}} is not closed") }
        if !rest.isEmpty { nodes.append(.text(String(rest))) }
        rest = ""
        return nodes
    }

    private func endsWithSection(_ nodes: [MailTemplate.Node]) -> Bool {
        if case .section = nodes.last { true } else { false }
    }
}

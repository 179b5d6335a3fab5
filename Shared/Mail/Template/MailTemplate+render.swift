import Web

/// The content of a mail, ready to be sent.
package struct MailContent: Hashable, Sendable {
    package var subject: String
    package var text: String
    package var html: String
}

extension MailTemplate {
    /// Returns the content with these fields. An empty value counts as absent.
    ///
    /// - Throws: `MailTemplateFault` if a field that is used outside of a section has no value.
    package func rendered(_ fields: [String: String]) throws(MailTemplateFault) -> MailContent {
        let subject = try pieces(self.subject, fields).map(\.text).joined()
        let lines = tidied(try pieces(body, fields))
        return MailContent(subject: subject, text: plain(lines), html: page(subject, lines).text)
    }

    private struct Piece {
        var text: String
        var isLink = false
    }

    private func pieces(_ nodes: [Node], _ fields: [String: String]) throws(MailTemplateFault) -> [Piece] {
        var pieces: [Piece] = []
        for node in nodes {
            switch node {
            case .text(let text): pieces.append(Piece(text: text))
            case .value(let name):
                guard let value = fields[name], !value.isEmpty else {
                    throw MailTemplateFault("{{\(name)}} has no value")
                }
                pieces.append(Piece(text: value, isLink: name.lowercased().hasSuffix("link")))
            case .section(let name, let isInverted, let content):
                let isThere = fields[name].map { !$0.isEmpty } ?? false
                if isThere != isInverted { pieces += try self.pieces(content, fields) }
            }
        }
        return pieces
    }

    /// Returns the lines without leading, trailing and repeated empty ones.
    private func tidied(_ pieces: [Piece]) -> [[Piece]] {
        var lines: [[Piece]] = [[]]
        for piece in pieces {
            for (index, part) in piece.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                .enumerated()
            {
                if index > 0 { lines.append([]) }
                if !part.isEmpty { lines[lines.count - 1].append(Piece(text: String(part), isLink: piece.isLink)) }
            }
        }
        var tidied: [[Piece]] = []
        for line in lines where !line.isEmpty || tidied.last?.isEmpty == false { tidied.append(line) }
        while tidied.last?.isEmpty == true { tidied.removeLast() }
        return tidied
    }

    private func plain(_ lines: [[Piece]]) -> String {
        lines.map { $0.map(\.text).joined() }.joined(separator: "\n") + "\n"
    }

    private func page(_ subject: String, _ lines: [[Piece]]) -> HTML {
        let paragraphs = lines.split(whereSeparator: \.isEmpty).map { paragraph -> HTML in
            let content = paragraph.map { line in line.map(html).joined() }.joined(separator: "<br>\n")
            return "<p>\(content)</p>"
        }
        return """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>\(subject)</title></head>
            <body style="font: 16px/1.5 sans-serif; color: #1c2733; max-width: 36em">
            \(paragraphs.joined(separator: "\n"))
            </body>
            </html>

            """
    }

    private func html(_ piece: Piece) -> HTML {
        let isAddress = piece.text.hasPrefix("https://") || piece.text.hasPrefix("http://")
        return piece.isLink && isAddress ? "<a href=\"\(piece.text)\">\(piece.text)</a>" : "\(piece.text)"
    }
}

extension PDFCanvas {
    /// Writes text that people entered. Text that does not fit is cut, and a character without a glyph becomes a
    /// question mark, so that an unusual name never prevents a certificate, roster or invoice from being printed.
    package func write(_ text: String, x: Double, y: Double, width: Double, _ style: Style) throws(DocumentError) {
        var text = text
        while true {
            do throws(DocumentError) {
                return try self.text(text, x: x, y: y, width: width, style)
            } catch .missingGlyphs {
                let plain = String(text.map { $0.isASCII ? $0 : "?" })
                guard plain != text else { return }
                text = plain
            } catch .doesNotFit {
                guard text.count > 1 else { return }
                text = text.prefix(text.count * 3 / 4) + "…"
            }
        }
    }
}

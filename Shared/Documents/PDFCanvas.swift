import CPangoCairo

/// A page to draw on: text in any script, lines, frames and QR codes. Coordinates are in points from the top left.
///
/// A canvas is valid only during the call of the drawing function that receives it.
package struct PDFCanvas {
    private let context: OpaquePointer

    init(context: OpaquePointer) {
        self.context = context
    }

    /// A color with components from 0 to 1.
    package struct Color: Sendable, Hashable {
        let red: Double
        let green: Double
        let blue: Double

        package init(_ red: Double, _ green: Double, _ blue: Double) {
            self.red = red
            self.green = green
            self.blue = blue
        }

        package static let black = Color(0, 0, 0)
    }

    package enum Alignment: Sendable {
        case left
        case center
        case right
    }

    /// The style of a text. `smallest` is the size down to which the text may shrink until it fits its lines.
    package struct Style: Sendable {
        package var font: String
        package var size: Double
        package var smallest: Double
        package var bold: Bool
        package var color: Color
        package var alignment: Alignment
        package var lines: Int

        package init(
            font: String = "Noto Serif", size: Double, smallest: Double? = nil, bold: Bool = false,
            color: Color = .black, alignment: Alignment = .center, lines: Int = 1
        ) {
            self.font = font
            self.size = size
            self.smallest = smallest ?? size
            self.bold = bold
            self.color = color
            self.alignment = alignment
            self.lines = lines
        }
    }

    /// Writes text into a column, starting at `y` and going down.
    ///
    /// - Throws: `missingGlyphs` if no font has a character, `doesNotFit` if the text is too large even at the smallest
    ///   size.
    package func text(_ text: String, x: Double, y: Double, width: Double, _ style: Style) throws(DocumentError) {
        let clean = String(text.unicodeScalars.filter { $0.properties.generalCategory != .control })
        guard let layout = pango_cairo_create_layout(context) else { throw .library("no text layout") }
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(layout, style.alignment.pango)
        pango_layout_set_text(layout, clean, -1)
        withoutLigatures(layout)
        var size = style.size
        while true {
            setFont(layout, style, size: size)
            if pango_layout_get_line_count(layout) <= Int32(style.lines) { break }
            guard size > style.smallest else { throw .doesNotFit(clean) }
            size = max(style.smallest, size - 1)
        }
        guard pango_layout_get_unknown_glyphs_count(layout) == 0 else { throw .missingGlyphs(clean) }
        cairo_set_source_rgb(context, style.color.red, style.color.green, style.color.blue)
        cairo_move_to(context, x, y)
        pango_cairo_show_layout(context, layout)
    }

    /// Ends the page and continues on an empty page of the same size.
    package func nextPage() {
        cairo_show_page(context)
    }

    package func frame(x: Double, y: Double, width: Double, height: Double, line: Double, _ color: Color) {
        cairo_set_source_rgb(context, color.red, color.green, color.blue)
        cairo_set_line_width(context, line)
        cairo_rectangle(context, x, y, width, height)
        cairo_stroke(context)
    }

    package func rule(x: Double, y: Double, width: Double, line: Double, _ color: Color) {
        cairo_set_source_rgb(context, color.red, color.green, color.blue)
        cairo_set_line_width(context, line)
        cairo_move_to(context, x, y)
        cairo_line_to(context, x + width, y)
        cairo_stroke(context)
    }

    /// Draws a QR code as vectors. `side` includes the quiet zone.
    package func qr(_ text: String, x: Double, y: Double, side: Double) throws(DocumentError) {
        let code = try QRCode(text)
        let module = side / Double(code.width + 8)
        cairo_set_source_rgb(context, 0, 0, 0)
        for row in 0..<code.width {
            for column in 0..<code.width where code.isDark(row: row, column: column) {
                cairo_rectangle(
                    context, x + Double(column + 4) * module, y + Double(row + 4) * module, module, module)
            }
        }
        cairo_fill(context)
    }

    private func setFont(_ layout: OpaquePointer, _ style: Style, size: Double) {
        let description = pango_font_description_from_string(style.font)
        pango_font_description_set_absolute_size(description, size * Double(PANGO_SCALE))
        pango_font_description_set_weight(description, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_layout_set_font_description(layout, description)
        pango_font_description_free(description)
    }

    /// Turns ligatures off. With ligatures, text copied from the document loses letters.
    private func withoutLigatures(_ layout: OpaquePointer) {
        let attributes = pango_attr_list_new()
        pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0"))
        pango_layout_set_attributes(layout, attributes)
        pango_attr_list_unref(attributes)
    }
}

extension PDFCanvas.Alignment {
    fileprivate var pango: PangoAlignment {
        switch self {
        case .left: PANGO_ALIGN_LEFT
        case .center: PANGO_ALIGN_CENTER
        case .right: PANGO_ALIGN_RIGHT
        }
    }
}

import Documents
import Primitives
import RegistrationDomain

/// An invoice as a PDF (E8). The lines, the person and the class stay as they were issued. Below them is the account as
/// of a day: the lines that were added later, such as a cancellation's credit, the payments, and the balance.
struct InvoiceDocument: Sendable {
    var record: InvoiceRecord
    var number: String
    var issue: InvoiceIssue
    var name: PersonName?
    var asOf: Day
    /// Returns the day in the association's time zone.
    var day: @Sendable (Instant) -> Day

    private static let bottom = 720.0

    func pdf(_ renderer: PDFRenderer) async throws -> [UInt8] {
        try await renderer.page(
            size: .letterPortrait,
            metadata: PDFMetadata(
                title: "Invoice \(number)", author: "Muster", subject: issue.subject.title, createdAt: issue.at)
        ) { canvas in
            try draw(on: canvas)
        }
    }

    private func draw(on canvas: PDFCanvas) throws {
        var y = try head(on: canvas)
        for row in rows {
            if y + row.height > Self.bottom {
                canvas.nextPage()
                try canvas.write("Invoice \(number), continued", x: 54, y: 54, width: 504, .faint)
                y = 80
            }
            if row.isSum { canvas.rule(x: 54, y: y + 2, width: 504, line: row.isStrong ? 1 : 0.5, .line) }
            let style = row.isStrong ? PDFCanvas.Style.strong : .plain
            var amount = style
            amount.alignment = .right
            let top = row.isSum ? y + 8 : y
            try canvas.write(row.text, x: 54, y: top, width: 390, style)
            if let sum = row.amount { try canvas.write(sum.description, x: 448, y: top, width: 110, amount) }
            if let reason = row.reason { try canvas.write(reason, x: 54, y: top + 15, width: 390, .faint) }
            y += row.height
        }
        if record.invoice.balance <= .zero {
            let text =
                record.invoice.status == .void ? "Nothing is due: the registration was cancelled." : "Paid in full."
            try canvas.write(text, x: 54, y: y + 6, width: 504, .plain)
        }
    }

    /// Draws the heading.
    ///
    /// - Returns: the position at which the rows begin.
    private func head(on canvas: PDFCanvas) throws -> Double {
        let heading = PDFCanvas.Style(size: 22, bold: true, alignment: .left)
        try canvas.write("Invoice \(number)", x: 54, y: 54, width: 504, heading)
        try canvas.write("Issued \(day(issue.at))", x: 54, y: 86, width: 504, .plain)
        try canvas.write(
            name.map { "\($0.given) \($0.family)" } ?? "Registration \(record.registration)", x: 54, y: 116, width: 504,
            .strong)
        let subject = issue.subject
        try canvas.write(
            "\(subject.title), \(subject.startsOn) to \(subject.endsOn), \(subject.city)", x: 54, y: 134, width: 504,
            .plain)
        if let order = record.purchaseOrder {
            try canvas.write("Purchase order \(order)", x: 54, y: 152, width: 504, .plain)
        }
        canvas.rule(x: 54, y: 178, width: 504, line: 1, .line)
        return 186
    }

    /// A row of the document.
    struct Row: Hashable {
        var text: String
        var reason: String?
        /// Nil for a heading.
        var amount: Money?
        var isSum = false
        var isStrong = false

        var height: Double { isSum ? 30 : amount == nil ? 24 : reason == nil ? 20 : 34 }
    }

    var rows: [Row] { issued + added + account }

    /// The lines as they were issued.
    private var issued: [Row] {
        let lines = record.invoice.lines.prefix(issue.lines)
        let total = lines.reduce(Money.zero) { $0 + $1.amount }
        return lines.map { Row(text: $0.description, reason: $0.reason, amount: $0.amount) }
            + [Row(text: "Total, \(Money.currency)", amount: total, isSum: true, isStrong: true)]
    }

    /// The credits and fees that were added later, each with its day.
    private var added: [Row] {
        let lines = Array(zip(record.invoice.lines, record.lineTimes).dropFirst(issue.lines))
        guard !lines.isEmpty else { return [] }
        return [Row(text: "Since then", isStrong: true)]
            + lines.map { Row(text: $0.description, reason: "\(day($1)): \($0.reason)", amount: $0.amount) }
            + [Row(text: "Total now", amount: record.invoice.total, isSum: true)]
    }

    private var account: [Row] {
        let invoice = record.invoice
        var rows = [Row(text: "Payments as of \(asOf)\(invoice.payments.isEmpty ? ": none" : "")", isStrong: true)]
        for payment in invoice.payments {
            let reference = payment.reference.isEmpty ? "" : ", \(payment.reference)"
            rows.append(Row(text: "Paid by \(payment.method.words)\(reference)", amount: -payment.amount))
            if payment.refunded > .zero { rows.append(Row(text: "Refunded", amount: payment.refunded)) }
            if payment.disputed > .zero {
                rows.append(Row(text: "Held back by the payer's bank", amount: payment.disputed))
            }
        }
        rows.append(
            Row(text: "Balance due as of \(asOf)", amount: invoice.balance, isSum: true, isStrong: true))
        return rows
    }
}

extension PDFCanvas.Style {
    fileprivate static let plain = PDFCanvas.Style(size: 11, smallest: 6, alignment: .left)
    fileprivate static let strong = PDFCanvas.Style(size: 11, smallest: 6, bold: true, alignment: .left)
    fileprivate static let faint = PDFCanvas.Style(
        size: 8, smallest: 4, color: PDFCanvas.Color(0.35, 0.38, 0.42), alignment: .left)
}

extension PDFCanvas.Color {
    fileprivate static let line = PDFCanvas.Color(0.75, 0.78, 0.82)
}

extension PaymentMethod {
    fileprivate var words: String {
        switch self {
        case .card: "card"
        case .check: "check"
        case .purchaseOrder: "purchase order"
        }
    }
}

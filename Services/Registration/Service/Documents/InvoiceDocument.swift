import Documents
import Primitives
import RegistrationDomain

/// An invoice as a PDF of one page: whom it is for, its lines with their reasons, what was paid and what is due (E8).
struct InvoiceDocument: Sendable {
    var record: InvoiceRecord
    var number: String
    var offering: Offering
    var name: PersonName?
    var issuedOn: Day

    func pdf(_ renderer: PDFRenderer) async throws -> [UInt8] {
        try await renderer.page(
            size: .letterPortrait,
            metadata: PDFMetadata(
                title: "Invoice \(number)", author: "Muster", subject: offering.title, createdAt: record.madeAt)
        ) { canvas in
            try draw(on: canvas)
        }
    }

    private func draw(on canvas: PDFCanvas) throws {
        let heading = PDFCanvas.Style(size: 22, bold: true, alignment: .left)
        let text = PDFCanvas.Style(size: 11, smallest: 6, alignment: .left)
        let strong = PDFCanvas.Style(size: 11, bold: true, alignment: .left)
        let money = PDFCanvas.Style(size: 11, smallest: 6, alignment: .right)
        let small = PDFCanvas.Style(size: 8, smallest: 4, color: .init(0.35, 0.38, 0.42), alignment: .left)
        let line = PDFCanvas.Color(0.75, 0.78, 0.82)
        try canvas.write("Invoice \(number)", x: 54, y: 54, width: 504, heading)
        try canvas.write(issuedOn.description, x: 54, y: 86, width: 504, text)
        try canvas.write(
            name.map { "\($0.given) \($0.family)" } ?? "Registration \(record.registration)", x: 54, y: 116, width: 504,
            strong)
        try canvas.write(
            "\(offering.title), \(offering.startsOn) to \(offering.endsOn), \(offering.venue.city)", x: 54, y: 134,
            width: 504, text)
        if let order = record.purchaseOrder {
            try canvas.write("Purchase order \(order)", x: 54, y: 152, width: 504, text)
        }
        canvas.rule(x: 54, y: 178, width: 504, line: 1, line)
        let rows = record.invoice.lines.count + record.invoice.payments.count
        let step = min(32, 420 / Double(max(1, rows)))
        var y = 186.0
        for entry in record.invoice.lines {
            try canvas.write(entry.description, x: 54, y: y, width: 400, text)
            if step >= 26 { try canvas.write(entry.reason, x: 54, y: y + 14, width: 400, small) }
            try canvas.write(entry.amount.description, x: 458, y: y, width: 100, money)
            y += step
        }
        for payment in record.invoice.payments {
            try canvas.write(
                "Paid by \(payment.method.words)\(payment.reference.isEmpty ? "" : ", \(payment.reference)")", x: 54,
                y: y, width: 400, text)
            try canvas.write((-payment.kept).description, x: 458, y: y, width: 100, money)
            y += step
        }
        canvas.rule(x: 54, y: y + 4, width: 504, line: 1, line)
        try canvas.write("Balance due, USD", x: 54, y: y + 10, width: 400, strong)
        var total = strong
        total.alignment = .right
        try canvas.write(record.invoice.balance.description, x: 458, y: y + 10, width: 100, total)
    }
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

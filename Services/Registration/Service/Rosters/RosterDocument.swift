import Documents
import Primitives
import RegistrationDomain

/// The roster of a class on paper, for the lead instructor (D8): as many pages as it needs, with a place to sign for
/// each person.
struct RosterDocument: Sendable {
    var offering: Offering
    var holders: [SeatHolder]
    var printedAt: Instant

    static let rowsPerPage = 24

    init(offering: Offering, holders: [SeatHolder], printedAt: Instant) {
        self.offering = offering
        // On paper a person is found by name.
        self.holders = holders.sorted {
            ($0.name?.family ?? "", $0.name?.given ?? "", $0.record.registration.id)
                < ($1.name?.family ?? "", $1.name?.given ?? "", $1.record.registration.id)
        }
        self.printedAt = printedAt
    }

    func pdf(_ renderer: PDFRenderer) async throws -> [UInt8] {
        try await renderer.page(
            size: .letterPortrait,
            metadata: PDFMetadata(
                title: "Roster of \(offering.title), \(offering.startsOn)", author: "Muster", subject: offering.title,
                createdAt: printedAt)
        ) { canvas in
            let pages = max(1, (holders.count + Self.rowsPerPage - 1) / Self.rowsPerPage)
            for page in 0..<pages {
                if page > 0 { canvas.nextPage() }
                try draw(page, of: pages, on: canvas)
            }
        }
    }

    /// The number of seats of each kind, such as `: 18 regular, 2 staff`.
    private var kinds: String {
        let counts = RegistrationKind.allCases.compactMap { kind in
            let count = holders.count { $0.record.registration.kind == kind }
            return count > 0 ? "\(count) \(kind.rawValue)" : nil
        }
        return counts.isEmpty ? "" : ": " + counts.joined(separator: ", ")
    }

    private func draw(_ page: Int, of pages: Int, on canvas: PDFCanvas) throws {
        let heading = PDFCanvas.Style(size: 18, smallest: 10, bold: true, alignment: .left)
        let text = PDFCanvas.Style(size: 10, smallest: 6, alignment: .left)
        let strong = PDFCanvas.Style(size: 9, bold: true, alignment: .left)
        let line = PDFCanvas.Color(0.75, 0.78, 0.82)
        try canvas.write(offering.title, x: 54, y: 48, width: 504, heading)
        try canvas.write(
            "\(offering.startsOn) to \(offering.endsOn), \(offering.venue.name), \(offering.venue.city). "
                + "\(holders.count) of \(offering.capacity) seats\(kinds). Page \(page + 1) of \(pages)", x: 54, y: 76,
            width: 504, text)
        for (title, x) in [("Name", 54.0), ("E-mail", 230), ("Kind", 400), ("Signature", 458)] {
            try canvas.write(title, x: x, y: 102, width: 100, strong)
        }
        canvas.rule(x: 54, y: 118, width: 504, line: 1, line)
        let first = page * Self.rowsPerPage
        for (index, holder) in holders[first..<min(holders.count, first + Self.rowsPerPage)].enumerated() {
            let y = 124 + Double(index) * 25
            let registration = holder.record.registration
            let name = [holder.shownFamilyName, holder.name?.given].compactMap { $0 }.joined(separator: ", ")
            try canvas.write(name, x: 54, y: y, width: 170, text)
            try canvas.write(holder.name?.email ?? "", x: 230, y: y, width: 164, text)
            try canvas.write(
                registration.status == .pendingPayment
                    ? "\(registration.kind.rawValue), unpaid" : registration.kind.rawValue, x: 400, y: y, width: 54,
                text)
            canvas.rule(x: 54, y: y + 19, width: 504, line: 0.5, line)
        }
    }
}

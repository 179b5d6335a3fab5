import CertificationDomain
import Documents
import FoundationEssentials
import Primitives

/// The layout of a certificate's document. A change does not affect documents that are issued (F4).
struct CertificateLayout: Sendable {
    let renderer: PDFRenderer
    /// The address of the service; the verification page is `<publicURL>/v/<code>`.
    let publicURL: String

    private static let blue = PDFCanvas.Color(0.10, 0.20, 0.42)
    private static let gold = PDFCanvas.Color(0.72, 0.56, 0.20)
    private static let gray = PDFCanvas.Color(0.35, 0.35, 0.35)

    /// Draws a document. A name that is too long for two lines of the smallest size is cut, and a question mark
    /// replaces a character that no font has.
    func render(_ snapshot: CertificateSnapshot, code: String, issuedAt: Instant) async throws -> [UInt8] {
        let name = snapshot.personName ?? ""
        let link = "\(publicURL)/v/\(code)"
        let metadata = PDFMetadata(
            title: "Certificate of completion: \(snapshot.courseTitle)", author: "Muster", subject: name,
            createdAt: issuedAt)
        return try await renderer.page(size: .letterLandscape, metadata: metadata) { canvas in
            canvas.frame(x: 24, y: 24, width: 744, height: 564, line: 3, Self.blue)
            canvas.frame(x: 32, y: 32, width: 728, height: 548, line: 1, Self.gold)
            try canvas.text(
                "CERTIFICATE OF COMPLETION", x: 60, y: 78, width: 672, .init(size: 30, bold: true, color: Self.blue))
            try canvas.text("This certifies that", x: 60, y: 150, width: 672, .init(size: 15, color: Self.gray))
            try canvas.write(
                name, x: 60, y: 182, width: 672, .init(size: 38, smallest: 8, bold: true, lines: 2))
            canvas.rule(x: 196, y: 262, width: 400, line: 0.8, Self.gold)
            try canvas.text("has completed the course", x: 60, y: 280, width: 672, .init(size: 15, color: Self.gray))
            try canvas.write(
                snapshot.courseTitle, x: 60, y: 308, width: 672,
                .init(size: 26, smallest: 14, bold: true, color: Self.blue, lines: 2))
            if let edition = snapshot.editionName {
                try canvas.write(edition, x: 60, y: 372, width: 672, .init(size: 13, smallest: 8, color: Self.gray))
            }
            try canvas.text(Self.period(snapshot), x: 60, y: 398, width: 672, .init(size: 15))
            try canvas.qr(link, x: 640, y: 456, side: 96)
            try canvas.text(
                "Verification code \(code)", x: 60, y: 508, width: 560, .init(size: 11, alignment: .left))
            try canvas.text(
                link, x: 60, y: 526, width: 560, .init(size: 9, smallest: 6, color: Self.gray, alignment: .left))
            try canvas.text(
                "Issued \(issuedAt.utcDay)", x: 60, y: 544, width: 560,
                .init(size: 9, color: Self.gray, alignment: .left))
        }
    }

    private static func period(_ snapshot: CertificateSnapshot) -> String {
        let hours = hoursText(snapshot.minutes)
        guard let start = snapshot.startsOn, start != snapshot.completedOn else {
            return "\(hours), completed on \(snapshot.completedOn)"
        }
        return "\(hours), \(start) to \(snapshot.completedOn)"
    }
}

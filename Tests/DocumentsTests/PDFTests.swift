import Documents
import Foundation
import Primitives
import Testing

@Suite struct PDFTests {
    private let metadata = PDFMetadata(
        title: "Certificate", author: "Association", subject: "Test",
        createdAt: Instant(secondsSince1970: 1_700_000_000))

    private func draw(_ name: String, width: Double = 600) async throws -> [UInt8] {
        try await PDFRenderer().page(size: .letterLandscape, metadata: metadata) { canvas in
            try canvas.text(name, x: 90, y: 200, width: width, .init(size: 40, smallest: 14))
            try canvas.qr("https://muster.example/v/ABC", x: 650, y: 470, side: 90)
        }
    }

    /// The text of a PDF as pdftotext reads it.
    private func text(of pdf: [UInt8]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).pdf")
        try Data(pdf).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/pdftotext")
        process.arguments = [file.path, "-"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    @Test(arguments: ["Officer Office Fiffi", "Zoë Ångström-Nguyễn", "Владимир Петров", "李小龍", "Ελένη Παππά"])
    func `a name in any script can be extracted from the document`(name: String) async throws {
        let pdf = try await draw(name)
        #expect(pdf.starts(with: Array("%PDF-1.5".utf8)))
        #expect(try text(of: pdf).contains(name))
    }

    @Test(arguments: ["محمد عبد الله", "אברהם כהן", "สมชาย ใจดี", "राम कुमार"])
    func `right-to-left and complex scripts have glyphs`(name: String) async throws {
        _ = try await draw(name)
    }

    @Test func `the same drawing produces the same bytes`() async throws {
        #expect(try await draw("A. Smith") == draw("A. Smith"))
    }

    @Test func `a character without a glyph in any font is refused`() async throws {
        await #expect(throws: DocumentError.missingGlyphs("A \u{10F8FF}")) { try await draw("A \u{10F8FF}") }
    }

    @Test func `a long name shrinks, and one that does not fit is refused`() async throws {
        let long = String(repeating: "Maximiliane ", count: 6)
        _ = try await draw(long)
        await #expect(throws: DocumentError.self) { try await draw(String(repeating: "W", count: 200)) }
    }

    @Test func `control characters are not drawn`() async throws {
        #expect(try text(of: await draw("A\u{07}B")).contains("AB"))
    }

    @Test func `CSV quotes fields where needed and neutralizes formulas`() {
        var csv = CSVWriter(header: ["name", "note"])
        csv.append(["=1+1", "a \"b\", c"])
        #expect(String(decoding: csv.bytes, as: UTF8.self) == "name,note\r\n'=1+1,\"a \"\"b\"\", c\"\r\n")
    }
}

package import Web

/// What the columns of one kind of import mean, as its file's first line names them.
package protocol ImportFormat: Sendable {
    associatedtype Line: Sendable

    /// - Throws: `csvUnreadable` when these are not the columns.
    init(header: [String]) throws(Problem)

    /// Judges a line by itself: pure, so a table of cases tests it.
    func read(_ record: CSVReader.Record) throws(ImportReport.Rejected) -> Line
}

extension ProblemCode {
    package static let csvUnreadable = ProblemCode("csvUnreadable", "The file's first line does not name the columns")
}

extension Call {
    /// Takes the body's CSV in while it arrives, some lines at a time. A line that cannot be read or meant is rejected
    /// with its number (`unreadable`, or the format's code) and stops no other.
    ///
    /// - Parameter take: writes lines and counts them; it may reject some more.
    /// - Throws: `Problem` when the first line does not name the columns.
    package func importLines<Format: ImportFormat>(
        _ format: Format.Type = Format.self, inChunksOf size: Int,
        _ take: (_ lines: [Format.Line], _ report: inout ImportReport) async throws -> Void
    ) async throws -> ImportReport {
        var stream = stream()
        var file = ImportFile<Format>()
        var report = ImportReport()
        while let piece = try await stream.next() {
            try file.read(piece, &report)
            while let lines = file.next(size) { try await take(lines, &report) }
        }
        try file.finish(&report)
        while let lines = file.next(size, atEnd: true) { try await take(lines, &report) }
        report.sort()
        return report
    }
}

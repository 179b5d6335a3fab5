import Web

/// An import's file as it arrives: turns its rows into the format's lines and hands them out in chunks.
struct ImportFile<Format: ImportFormat> {
    private var reader = CSVReader()
    private var format: Format?
    private var lines: [Format.Line] = []

    mutating func read(_ piece: [UInt8], _ report: inout ImportReport) throws(Problem) {
        var rows: [CSVReader.Row] = []
        reader.feed(piece, into: &rows)
        try take(rows, &report)
    }

    mutating func finish(_ report: inout ImportReport) throws(Problem) {
        var rows: [CSVReader.Row] = []
        reader.finish(into: &rows)
        try take(rows, &report)
        guard format != nil else { throw Problem(.csvUnreadable, "The file is empty.") }
    }

    /// The next `size` lines when there are as many; at the end what is left.
    mutating func next(_ size: Int, atEnd: Bool = false) -> [Format.Line]? {
        guard lines.count >= size || atEnd && !lines.isEmpty else { return nil }
        defer { lines.removeFirst(min(lines.count, size)) }
        return Array(lines.prefix(size))
    }

    private mutating func take(_ rows: [CSVReader.Row], _ report: inout ImportReport) throws(Problem) {
        for row in rows {
            guard let format else {
                format = try Self.format(row)
                continue
            }
            do throws(ImportReport.Rejected) {
                lines.append(try format.read(Self.record(row)))
            } catch {
                report.reject(error)
            }
        }
    }

    private static func format(_ row: CSVReader.Row) throws(Problem) -> Format {
        switch row {
        case .success(let record): return try Format(header: record.fields)
        case .failure(let fault):
            throw Problem(.csvUnreadable, "Line \(fault.line): \(fault.reason.rawValue).")
        }
    }

    private static func record(_ row: CSVReader.Row) throws(ImportReport.Rejected) -> CSVReader.Record {
        switch row {
        case .success(let record): return record
        case .failure(let fault):
            throw ImportReport.Rejected(line: fault.line, code: "unreadable", detail: fault.reason.rawValue)
        }
    }
}

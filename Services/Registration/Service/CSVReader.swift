/// Reads CSV (RFC 4180: quotes doubled, CRLF or LF, a byte order mark allowed) from a body that comes in pieces, row by row.
struct CSVReader {
    struct Row {
        /// The line of the file on which the row begins, from 1.
        var line: Int
        var fields: [String]
    }

    /// A row longer than this is no CSV of ours.
    static let rowLimit = 64 << 10

    struct Fault: Error {
        var line: Int
        var detail: String
    }

    private var field: [UInt8] = []
    private var fields: [String] = []
    private var isQuoted = false
    private var justClosed = false
    private var bytesInRow = 0
    private var line = 1
    private var rowLine = 1
    private var isStart = true

    /// The rows that end within this piece.
    mutating func read(_ piece: [UInt8]) throws(Fault) -> [Row] {
        var rows: [Row] = []
        var piece = piece[...]
        if isStart {
            isStart = false
            if piece.starts(with: [0xEF, 0xBB, 0xBF]) { piece = piece.dropFirst(3) }
        }
        for byte in piece {
            bytesInRow += 1
            guard bytesInRow <= Self.rowLimit else { throw Fault(line: rowLine, detail: "the row is too long") }
            if byte == UInt8(ascii: "\n") { line += 1 }
            if isQuoted {
                if byte == UInt8(ascii: "\"") {
                    isQuoted = false
                    justClosed = true
                } else {
                    field.append(byte)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                // A quote right behind a closing one is a quote in the text.
                if justClosed { field.append(byte) }
                isQuoted = true
            case UInt8(ascii: ","):
                try endField()
            case UInt8(ascii: "\r"):
                continue
            case UInt8(ascii: "\n"):
                if let row = try endRow() { rows.append(row) }
                continue
            default:
                field.append(byte)
            }
            justClosed = false
        }
        return rows
    }

    /// The last row, when the file does not end with a line break.
    mutating func finish() throws(Fault) -> Row? {
        guard !isQuoted else { throw Fault(line: rowLine, detail: "a quote is not closed") }
        return field.isEmpty && fields.isEmpty ? nil : try endRow()
    }

    private mutating func endField() throws(Fault) {
        guard let text = String(validating: field, as: UTF8.self), !field.contains(0) else {
            throw Fault(line: rowLine, detail: "the text is not UTF-8")
        }
        fields.append(text)
        field.removeAll(keepingCapacity: true)
    }

    private mutating func endRow() throws(Fault) -> Row? {
        try endField()
        let row = Row(line: rowLine, fields: fields)
        fields = []
        bytesInRow = 0
        justClosed = false
        rowLine = line
        return row.fields == [""] ? nil : row
    }
}

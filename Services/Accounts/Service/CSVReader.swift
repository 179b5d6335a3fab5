/// Reads CSV (RFC 4180) piece by piece, as it arrives: commas, double quotes, LF or CRLF, UTF-8, a byte order mark
/// allowed. Holds one record at a time.
struct CSVReader: Sendable {
    struct Record: Sendable, Hashable {
        /// The line that it begins on, from 1.
        let line: Int
        let fields: [String]
    }

    enum Failure: Error, Hashable, Sendable {
        case notUTF8(line: Int)
        /// A quote in the middle of a field, or text behind a closing one.
        case strayQuote(line: Int)
        case openQuote(line: Int)
        case tooLong(line: Int)
    }

    /// The longest record, in bytes.
    static let recordLimit = 1 << 16

    private enum State {
        case fieldStart
        case plain
        case quoted
        case quoteInQuoted
    }

    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var size = 0
    private var line = 1
    private var recordLine = 1
    private var isFirstRecord = true

    /// The records that are whole after these bytes. Empty lines are none.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws(Failure) -> [Record] {
        var records: [Record] = []
        for byte in bytes {
            size += 1
            guard size <= Self.recordLimit else { throw .tooLong(line: recordLine) }
            if byte == UInt8(ascii: "\n") { line += 1 }
            switch (state, byte) {
            case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
            case (.quoted, _): field.append(byte)
            case (.quoteInQuoted, UInt8(ascii: "\"")):
                field.append(byte)
                state = .quoted
            case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
            case (_, UInt8(ascii: ",")): try endField()
            case (_, UInt8(ascii: "\r")): break
            case (_, UInt8(ascii: "\n")): try endRecord(&records)
            case (.quoteInQuoted, _), (_, UInt8(ascii: "\"")): throw .strayQuote(line: line)
            default:
                field.append(byte)
                state = .plain
            }
        }
        return records
    }

    /// The last record, when the file does not end with a line break.
    mutating func finish() throws(Failure) -> [Record] {
        if state == .quoted { throw .openQuote(line: recordLine) }
        var records: [Record] = []
        if size > 0 { try endRecord(&records) }
        return records
    }

    private mutating func endField() throws(Failure) {
        if isFirstRecord, fields.isEmpty, field.starts(with: [0xEF, 0xBB, 0xBF]) { field.removeFirst(3) }
        guard let text = String(validating: field, as: UTF8.self) else { throw .notUTF8(line: recordLine) }
        fields.append(text)
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endRecord(_ records: inout [Record]) throws(Failure) {
        try endField()
        if fields != [""] { records.append(Record(line: recordLine, fields: fields)) }
        fields.removeAll(keepingCapacity: true)
        isFirstRecord = false
        size = 0
        recordLine = line
    }
}

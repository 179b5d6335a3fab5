/// Reads CSV (RFC 4180) piece by piece, as it arrives: commas, double quotes, LF or CRLF, UTF-8, a byte order mark
/// allowed. Holds one record at a time.
package struct CSVReader: Sendable {
    package struct Record: Sendable, Hashable {
        /// The line that it begins on, from 1.
        package let line: Int
        package let fields: [String]
    }

    /// Where the file stopped being CSV; `description` says why, without the content.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package enum Reason: String, Sendable {
            /// Not UTF-8, or with a NUL.
            case notText = "the text is not UTF-8"
            /// A quote in the middle of a field, or text behind a closing one.
            case strayQuote = "a quote stands where none may be"
            case openQuote = "a quote is not closed"
            case tooLong = "the line is too long"
        }

        package let line: Int
        package let reason: Reason

        package init(line: Int, _ reason: Reason) {
            self.line = line
            self.reason = reason
        }

        package var description: String { "Line \(line): \(reason.rawValue)." }
    }

    /// The longest record, in bytes.
    package static let recordLimit = 1 << 16

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

    package init() {}

    /// Appends the records that are whole after these bytes, on failure those before it. Empty lines are none.
    package mutating func feed(_ bytes: some Sequence<UInt8>, into records: inout [Record]) throws(Failure) {
        for byte in bytes {
            size += 1
            guard size <= Self.recordLimit else { throw Failure(line: recordLine, .tooLong) }
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
            case (.quoteInQuoted, _), (_, UInt8(ascii: "\"")): throw Failure(line: line, .strayQuote)
            default:
                field.append(byte)
                state = .plain
            }
        }
    }

    /// Appends the last record, when the file does not end with a line break.
    package mutating func finish(into records: inout [Record]) throws(Failure) {
        if state == .quoted { throw Failure(line: recordLine, .openQuote) }
        if size > 0 { try endRecord(&records) }
    }

    private mutating func endField() throws(Failure) {
        if isFirstRecord, fields.isEmpty, field.starts(with: [0xEF, 0xBB, 0xBF]) { field.removeFirst(3) }
        guard let text = String(validating: field, as: UTF8.self), !field.contains(0) else {
            throw Failure(line: recordLine, .notText)
        }
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

/// Reads CSV (RFC 4180) piece by piece, as it arrives: commas, double quotes, LF or CRLF, UTF-8, a byte order mark
/// allowed. Holds one record at a time. A line that is no record is returned as such with its number, and reading
/// continues after it.
package struct CSVReader: Sendable {
    package struct Record: Sendable, Hashable {
        /// The line that it begins on, from 1.
        package let line: Int
        package let fields: [String]
    }

    /// A line that begins no record; `reason` says why, without the content.
    package struct Fault: Error, Hashable {
        package enum Reason: String, Error {
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
    }

    package typealias Row = Result<Record, Fault>

    /// The longest record, in bytes.
    package static let recordLimit = 1 << 16

    /// The record's bytes so far.
    private var bytes: [UInt8] = []
    /// Its line breaks, all within quotes.
    private var breaks = 0
    private var line = 1
    /// Between an odd and an even quote: there a line break ends no record.
    private var isQuoted = false
    /// In the rest of a line that was too long.
    private var isSkipping = false

    package init() {}

    /// Appends the rows that are whole after these bytes. Empty lines are none.
    package mutating func feed(_ piece: some Sequence<UInt8>, into rows: inout [Row]) {
        for byte in piece { take(byte, &rows) }
    }

    /// Appends what the file ends with when that is no line break.
    package mutating func finish(into rows: inout [Row]) {
        while !bytes.isEmpty { endRecord(&rows) }
    }

    private mutating func take(_ byte: UInt8, _ rows: inout [Row]) {
        if isSkipping {
            guard byte == UInt8(ascii: "\n") else { return }
            isSkipping = false
            line += 1
            return
        }
        bytes.append(byte)
        switch byte {
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: "\n") where isQuoted: breaks += 1
        case UInt8(ascii: "\n"): return endRecord(&rows)
        default: break
        }
        if bytes.count >= Self.recordLimit { refuseLine(breaks > 0 ? .openQuote : .tooLong, &rows) }
    }

    private mutating func endRecord(_ rows: inout [Row]) {
        do throws(Fault.Reason) {
            let fields = try CSVFields(bytes, isFirst: line == 1).fields()
            if fields != [""] { rows.append(.success(Record(line: line, fields: fields))) }
        } catch .notText {
            // Its quotes are in order, so it is known where the record ends.
            rows.append(.failure(Fault(line: line, .notText)))
        } catch {
            return refuseLine(error, &rows)
        }
        line += breaks + 1
        restart()
    }

    /// Reports the first line and reads the text after it again, so that an unclosed quote spoils no other line.
    ///
    /// Every line behind it but the last has an even number of quotes, hence is a record by itself and not read a third
    /// time.
    private mutating func refuseLine(_ reason: Fault.Reason, _ rows: inout [Row]) {
        rows.append(.failure(Fault(line: line, reason)))
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            // Nothing is left of it at the file's end.
            isSkipping = true
            return restart()
        }
        let rest = bytes[(end + 1)...]
        line += 1
        restart()
        feed(rest, into: &rows)
    }

    private mutating func restart() {
        bytes.removeAll(keepingCapacity: true)
        breaks = 0
        isQuoted = false
    }
}

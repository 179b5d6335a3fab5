/// Takes one record's bytes apart; its line breaks outside quotes are its end.
struct CSVFields {
    private let bytes: [UInt8]
    private var position = 0

    /// - Parameter isFirst: of the file, where a byte order mark may stand.
    init(_ bytes: [UInt8], isFirst: Bool) {
        self.bytes = bytes
        if isFirst, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The fields without their quotes. All of them are looked at before a text is refused: where quotes are not in
    /// order, that is what to tell.
    consuming func fields() throws(CSVReader.Fault.Reason) -> [String] {
        var fields: [String] = []
        var isText = true
        repeat {
            let field = position < bytes.count && bytes[position] == UInt8(ascii: "\"") ? try quoted() : try plain()
            if let text = String(validating: field, as: UTF8.self), !field.contains(0) {
                fields.append(text)
            } else {
                isText = false
            }
        } while takeComma()
        guard isText else { throw .notText }
        return fields
    }

    private mutating func takeComma() -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { return false }
        position += 1
        return true
    }

    /// Up to the comma or the end. Carriage returns outside quotes are no text.
    private mutating func plain() throws(CSVReader.Fault.Reason) -> [UInt8] {
        var field: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: ",") {
            let byte = bytes[position]
            guard byte != UInt8(ascii: "\"") else { throw .strayQuote }
            if byte != UInt8(ascii: "\r"), byte != UInt8(ascii: "\n") { field.append(byte) }
            position += 1
        }
        return field
    }

    private mutating func quoted() throws(CSVReader.Fault.Reason) -> [UInt8] {
        var field: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == byte else {
                    guard try plain().isEmpty else { throw .strayQuote }
                    return field
                }
                position += 1
            }
            field.append(byte)
        }
        throw .openQuote
    }
}

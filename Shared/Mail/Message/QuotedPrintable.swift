/// Encodes text as quoted-printable (RFC 2045): lines of at most 76 ASCII characters, ended by CRLF.
enum QuotedPrintable {
    static func encoded(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(line).joined(separator: "\r\n")
    }

    private static func line(_ text: Substring) -> String {
        var lines: [String] = []
        var current = ""
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let isBlank = byte == 0x20 || byte == 0x09
            let token = isPlain(byte) || (isBlank && !isLast) ? String(UnicodeScalar(byte)) : "=" + hex(byte)
            // Leaves room for the soft line break.
            if current.utf8.count + token.utf8.count > 75 {
                lines.append(current + "=")
                current = ""
            }
            current += token
        }
        return (lines + [current]).joined(separator: "\r\n")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != 0x3D
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }
}

package import FoundationEssentials

/// Reads and writes a UUID's text without Foundation's scanf and printf, because ids are converted several times per
/// request and record.
extension UUID {
    /// Parses the 36-character form in either case. Returns nil for any other text.
    package init?(text: String) {
        var text = text
        var bytes: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        let isWellFormed = text.withUTF8 { source in
            withUnsafeMutableBytes(of: &bytes) { target in
                guard source.count == 36 else { return false }
                var position = 0
                for index in target.indices {
                    if Self.hasHyphen(before: index) {
                        guard source[position] == UInt8(ascii: "-") else { return false }
                        position += 1
                    }
                    guard let high = Self.nibble(source[position]), let low = Self.nibble(source[position + 1]) else {
                        return false
                    }
                    target[index] = high << 4 | low
                    position += 2
                }
                return true
            }
        }
        guard isWellFormed else { return nil }
        self.init(uuid: bytes)
    }

    /// The 36-character form in lower case.
    package var text: String {
        withUnsafeBytes(of: uuid) { source in
            String(unsafeUninitializedCapacity: 36) { target in
                var position = 0
                for index in source.indices {
                    if Self.hasHyphen(before: index) {
                        target[position] = UInt8(ascii: "-")
                        position += 1
                    }
                    target[position] = Self.digit(source[index] >> 4)
                    target[position + 1] = Self.digit(source[index] & 15)
                    position += 2
                }
                return position
            }
        }
    }

    private static func hasHyphen(before byte: Int) -> Bool {
        byte == 4 || byte == 6 || byte == 8 || byte == 10
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 65...70: digit - 55
        case 97...102: digit - 87
        default: nil
        }
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 48 + nibble : 87 + nibble
    }
}

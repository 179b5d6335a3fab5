package import FoundationEssentials

/// `[UInt8]` is one `bytea` value, in its hexadecimal form `\x01ff`.
extension UInt8: PostgresArrayElement {
    // A single byte is a small number; PostgreSQL has nothing smaller than int2.
    package static var postgresOID: UInt32 { 21 }
    package static var postgresArrayOID: UInt32 { 17 }
    package var postgresText: String? { String(self) }

    package init(postgresText: String) throws {
        guard let value = UInt8(postgresText) else { throw ValueError.malformed(type: "UInt8") }
        self = value
    }

    package static func postgresArrayText(_ bytes: [UInt8]) -> String {
        hexadecimal(bytes)
    }

    package static func postgresArray(_ bytes: Span<UInt8>) throws -> [UInt8] {
        guard bytes.count >= 2, bytes.count % 2 == 0, bytes[0] == UInt8(ascii: "\\"), bytes[1] == UInt8(ascii: "x")
        else { throw ValueError.malformed(type: "bytea") }
        return try [UInt8](unsafeUninitializedCapacity: bytes.count / 2 - 1) { buffer, count in
            while count < buffer.count {
                guard let high = nibble(bytes[2 + count * 2]), let low = nibble(bytes[3 + count * 2])
                else { throw ValueError.malformed(type: "bytea") }
                buffer[count] = high << 4 | low
                count += 1
            }
        }
    }
}

extension Data: PostgresCodable {
    package static var postgresOID: UInt32 { 17 }
    package var postgresText: String? { hexadecimal(self) }

    package init(postgresText: String) throws {
        self.init(try [UInt8](postgresText: postgresText))
    }

    package init(postgresBytes: Span<UInt8>) throws {
        self.init(try [UInt8](postgresBytes: postgresBytes))
    }
}

private func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2 + 2) { buffer in
        buffer[0] = UInt8(ascii: "\\")
        buffer[1] = UInt8(ascii: "x")
        var position = 2
        for byte in bytes {
            buffer[position] = digit(byte >> 4)
            buffer[position + 1] = digit(byte & 15)
            position += 2
        }
        return position
    }
}

private func digit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? nibble + 48 : nibble + 87
}

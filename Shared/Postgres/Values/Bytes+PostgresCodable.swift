package import FoundationEssentials

/// `[UInt8]` is one `bytea` value; in answers in its hexadecimal form `\x01ff`.
extension UInt8: PostgresArrayElement {
    // A single byte is a small number; PostgreSQL has nothing smaller than int2.
    package static var postgresOID: UInt32 { 21 }
    package static var postgresArrayOID: UInt32 { 17 }

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        bytes.append(Int16(self))
        return true
    }

    package init(postgresText: String) throws {
        guard let value = UInt8(postgresText) else { throw ValueError.malformed(type: "UInt8") }
        self = value
    }

    package static func postgresEncode(array bytea: [UInt8], to bytes: inout PostgresBytes) {
        bytes.append(raw: bytea)
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

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        bytes.append(raw: self)
        return true
    }

    package init(postgresText: String) throws {
        self.init(try [UInt8](postgresText: postgresText))
    }

    package init(postgresBytes: Span<UInt8>) throws {
        self.init(try [UInt8](postgresBytes: postgresBytes))
    }
}

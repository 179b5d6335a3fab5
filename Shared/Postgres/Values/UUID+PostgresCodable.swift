package import FoundationEssentials
package import Primitives

extension UUID: PostgresCodable {
    package static var postgresOID: UInt32 { 2950 }

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        withUnsafeBytes(of: uuid) { bytes.append(raw: $0) }
        return true
    }

    package init(postgresText: String) throws {
        guard let uuid = UUID(text: postgresText) else { throw ValueError.malformed(type: "UUID") }
        self = uuid
    }

    /// Reads PostgreSQL's one form, `01234567-89ab-…`, without a detour over text.
    package init(postgresBytes bytes: Span<UInt8>) throws {
        guard bytes.count == 36 else { throw ValueError.malformed(type: "UUID") }
        var uuid = zero
        let isWellFormed = withUnsafeMutableBytes(of: &uuid) { target in
            var position = 0
            for index in target.indices {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    guard bytes[position] == UInt8(ascii: "-") else { return false }
                    position += 1
                }
                guard let high = nibble(bytes[position]), let low = nibble(bytes[position + 1]) else { return false }
                target[index] = high << 4 | low
                position += 2
            }
            return true
        }
        guard isWellFormed else { throw ValueError.malformed(type: "UUID") }
        self.init(uuid: uuid)
    }
}

private let zero: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

extension Identifier: PostgresCodable {
    package static var postgresOID: UInt32 { UUID.postgresOID }
    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool { uuid.postgresEncode(to: &bytes) }

    package init(postgresText: String) throws {
        self.init(try UUID(postgresText: postgresText))
    }

    package init(postgresBytes: Span<UInt8>) throws {
        self.init(try UUID(postgresBytes: postgresBytes))
    }
}

/// The value of a hexadecimal digit.
func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 97...102: digit - 87
    case 65...70: digit - 55
    default: nil
    }
}

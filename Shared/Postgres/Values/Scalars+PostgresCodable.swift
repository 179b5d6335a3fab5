extension Int: PostgresCodable {
    package static var postgresOID: UInt32 { 20 }
}

extension Int64: PostgresCodable {
    package static var postgresOID: UInt32 { 20 }
}

extension Int32: PostgresCodable {
    package static var postgresOID: UInt32 { 23 }
}

extension Int16: PostgresCodable {
    package static var postgresOID: UInt32 { 21 }
}

extension FixedWidthInteger where Self: PostgresCodable {
    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        bytes.append(self)
        return true
    }

    package init(postgresText: String) throws {
        guard let value = Self(postgresText) else { throw ValueError.malformed(type: "\(Self.self)") }
        self = value
    }

    package init(postgresBytes bytes: Span<UInt8>) throws {
        let isNegative = bytes.count > 0 && bytes[0] == UInt8(ascii: "-")
        var position = isNegative ? 1 : 0
        var value: Self = 0
        var overflow = position == bytes.count
        // Counted downwards, since the lowest number has no positive counterpart.
        while position < bytes.count, !overflow {
            let digit = bytes[position] &- 48
            guard digit <= 9 else { throw ValueError.malformed(type: "\(Self.self)") }
            let (product, tooBig) = value.multipliedReportingOverflow(by: 10)
            let (difference, tooSmall) = product.subtractingReportingOverflow(Self(digit))
            value = difference
            overflow = tooBig || tooSmall
            position += 1
        }
        if !isNegative, !overflow {
            (value, overflow) = Self.zero.subtractingReportingOverflow(value)
        }
        guard !overflow else { throw ValueError.malformed(type: "\(Self.self)") }
        self = value
    }
}

extension Bool: PostgresCodable {
    package static var postgresOID: UInt32 { 16 }

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        bytes.append(UInt8(self ? 1 : 0))
        return true
    }

    package init(postgresText: String) throws {
        switch postgresText {
        case "t": self = true
        case "f": self = false
        default: throw ValueError.malformed(type: "Bool")
        }
    }
}

extension Double: PostgresCodable {
    package static var postgresOID: UInt32 { 701 }

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        bytes.append(bitPattern)
        return true
    }

    package init(postgresText: String) throws {
        guard let value = Double(postgresText) else { throw ValueError.malformed(type: "Double") }
        self = value
    }
}

extension String: PostgresCodable {
    package static var postgresOID: UInt32 { 25 }

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        bytes.append(text: self)
        return true
    }

    package init(postgresText: String) {
        self = postgresText
    }

    package init(postgresBytes: Span<UInt8>) {
        self.init(utf8: postgresBytes)
    }
}

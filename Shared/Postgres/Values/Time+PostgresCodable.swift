package import Primitives

extension Day: PostgresCodable {
    package static var postgresOID: UInt32 { 1082 }

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        bytes.append(Int32(daysSince1970 - daysUntil2000))
        return true
    }

    package init(postgresText: String) throws {
        guard let day = Day(postgresText) else { throw ValueError.malformed(type: "Day") }
        self = day
    }

    /// Reads `2026-03-01`. Infinite dates and years beyond 9999 have no `Day`.
    package init(postgresBytes bytes: Span<UInt8>) throws {
        guard bytes.count == 10, let day = Day(postgresDate: bytes) else { throw ValueError.malformed(type: "Day") }
        self = day
    }

    /// The date at the front of a date or a time stamp.
    fileprivate init?(postgresDate bytes: Span<UInt8>) {
        guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), let year = digits(bytes, 0, 4),
            let month = digits(bytes, 5, 2), let day = digits(bytes, 8, 2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

extension Instant: PostgresCodable {
    package static var postgresOID: UInt32 { 1184 }

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        bytes.append(microsecondsSince1970 - Int64(daysUntil2000) * 86_400_000_000)
        return true
    }

    /// Reads what `timestamptz` looks like in a session whose zone is UTC.
    package init(postgresText: String) throws {
        var text = postgresText
        self = try text.withUTF8 { try Instant(postgresBytes: $0.span) }
    }

    /// Reads `2026-03-01 12:00:00.123456+00`. Our sessions are in UTC, so another offset is refused, as is infinity.
    package init(postgresBytes bytes: Span<UInt8>) throws {
        guard bytes.count >= 22, let day = Day(postgresDate: bytes), bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), let hour = digits(bytes, 11, 2),
            let minute = digits(bytes, 14, 2), let second = digits(bytes, 17, 2)
        else { throw ValueError.malformed(type: "Instant") }
        var position = 19
        var microseconds = 0
        if bytes[position] == UInt8(ascii: ".") {
            position += 1
            var unit = 100_000
            while position < bytes.count, bytes[position] &- 48 <= 9 {
                microseconds += Int(bytes[position] - 48) * unit
                unit /= 10
                position += 1
            }
        }
        guard position + 3 == bytes.count, bytes[position] == UInt8(ascii: "+"), digits(bytes, position + 1, 2) == 0
        else { throw ValueError.malformed(type: "Instant") }
        let seconds = day.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
        self.init(microsecondsSince1970: Int64(seconds) * 1_000_000 + Int64(microseconds))
    }
}

extension Money: PostgresCodable {
    package static var postgresOID: UInt32 { Int.postgresOID }
    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool { cents.postgresEncode(to: &bytes) }

    package init(postgresText: String) throws {
        self.init(cents: try Int(postgresText: postgresText))
    }

    package init(postgresBytes: Span<UInt8>) throws {
        self.init(cents: try Int(postgresBytes: postgresBytes))
    }
}

/// PostgreSQL counts from 1 January 2000.
private let daysUntil2000 = 10_957

/// A number of exactly `count` digits.
private func digits(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
    guard start + count <= bytes.count else { return nil }
    var value = 0
    for index in start..<start + count {
        let digit = bytes[index] &- 48
        guard digit <= 9 else { return nil }
        value = value * 10 + Int(digit)
    }
    return value
}

import FoundationEssentials

/// A point in time with microsecond precision, as PostgreSQL stores it, so that a round trip through the database
/// changes nothing.
///
/// The text form is RFC 3339 in UTC: `2026-03-01T12:00:00Z`, with a fraction only if it is not zero.
package struct Instant: Hashable, Comparable, Sendable, LosslessStringConvertible {
    package let microsecondsSince1970: Int64

    package init(microsecondsSince1970: Int64) {
        self.microsecondsSince1970 = microsecondsSince1970
    }

    package init(secondsSince1970: Int) {
        self.init(microsecondsSince1970: Int64(secondsSince1970) * 1_000_000)
    }

    /// The system's current time. Domain code receives its time as a parameter; only the outermost code reads the
    /// clock.
    package static var now: Instant {
        Instant(microsecondsSince1970: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded()))
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.microsecondsSince1970 < right.microsecondsSince1970
    }

    package func adding(seconds: Int) -> Instant {
        Instant(microsecondsSince1970: microsecondsSince1970 + Int64(seconds) * 1_000_000)
    }

    package func adding(microseconds: Int64) -> Instant {
        Instant(microsecondsSince1970: microsecondsSince1970 + microseconds)
    }

    /// Returns the seconds from this instant to the other with a fraction, negative if the other is earlier.
    package func seconds(until other: Instant) -> Double {
        Double(other.microsecondsSince1970 - microsecondsSince1970) / 1_000_000
    }

    /// The whole seconds since 1970, rounded down.
    package var secondsSince1970: Int {
        Int(microsecondsSince1970.flooredDivision(by: 1_000_000))
    }

    /// The date in UTC.
    package var utcDay: Day {
        Day(daysSince1970: Int(microsecondsSince1970.flooredDivision(by: 86_400_000_000)))
    }

    package var description: String {
        let day = utcDay
        let inDay = microsecondsSince1970 - Int64(day.daysSince1970) * 86_400_000_000
        let seconds = Int(inDay / 1_000_000)
        let fraction = Int(inDay % 1_000_000)
        let time = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return fraction == 0 ? "\(day)T\(time)Z" : "\(day)T\(time).\(padded(fraction, 6))Z"
    }

    /// Parses RFC 3339: `T` or a space between date and time, up to nine fraction digits (truncated to six), `Z` or an
    /// offset.
    package init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard bytes.count >= 20, let day = Day(String(decoding: bytes[0..<10], as: UTF8.self)) else { return nil }
        func number(_ range: Range<Int>, atMost limit: Int) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value <= limit ? value : nil
        }
        func isByte(_ index: Int, _ character: Unicode.Scalar) -> Bool {
            index < bytes.count && bytes[index] == UInt8(ascii: character)
        }
        guard isByte(10, "T") || isByte(10, "t") || isByte(10, " "), isByte(13, ":"), isByte(16, ":"),
            let hour = number(11..<13, atMost: 23), let minute = number(14..<16, atMost: 59),
            let second = number(17..<19, atMost: 59)
        else { return nil }
        var position = 19
        var fraction = 0
        if isByte(position, ".") {
            position += 1
            var digits = 0
            while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 {
                if digits < 6 { fraction = fraction * 10 + Int(bytes[position] - 48) }
                digits += 1
                position += 1
            }
            guard (1...9).contains(digits) else { return nil }
            for _ in 0..<max(0, 6 - digits) { fraction *= 10 }
        }
        var offset = 0
        if isByte(position, "Z") || isByte(position, "z") {
            guard position + 1 == bytes.count else { return nil }
        } else {
            guard position + 6 == bytes.count, isByte(position, "+") || isByte(position, "-"),
                isByte(position + 3, ":"), let hours = number(position + 1..<position + 3, atMost: 23),
                let minutes = number(position + 4..<position + 6, atMost: 59)
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (isByte(position, "-") ? -1 : 1)
        }
        let seconds = Int64(day.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
        self.init(microsecondsSince1970: seconds * 1_000_000 + Int64(fraction))
    }
}

extension Instant: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time: \(text)")
        }
        self = instant
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
    }
}

import Foundation
package import Primitives

/// A named time zone: which date it is there, and when its days begin and end.
///
/// The only place that uses Foundation's zone database. A value is cheap to copy and safe to keep.
package struct Zone: Sendable, Hashable, CustomStringConvertible {
    package let name: String
    private let zone: TimeZone

    /// The zone of an IANA name; nil for anything else, abbreviations and offsets included.
    package init?(_ name: String) {
        let isPlain = name.contains("/") || name == "UTC"
        guard isPlain, !name.hasPrefix("/"), !name.contains(".."), let zone = TimeZone(identifier: name) else {
            return nil
        }
        self.name = name
        self.zone = zone
    }

    package static let utc = Zone("UTC")!

    package var description: String { name }

    /// The date that a calendar on the wall there shows.
    package func day(of instant: Instant) -> Day {
        instant.adding(seconds: offset(at: instant)).utcDay
    }

    /// The first moment of the day: midnight, or where the clock skips midnight, the moment it skips to.
    package func start(of day: Day) -> Instant {
        let midnight = Instant(secondsSince1970: day.daysSince1970 * 86_400)
        let offsets = Set([-86_400, 0, 86_400].map { offset(at: midnight.adding(seconds: $0)) })
        let moments = offsets.map { midnight.adding(seconds: -$0) }.sorted()
        return moments.first { self.day(of: $0) >= day } ?? midnight
    }

    /// The first moment after the day; a deadline on that day holds while `now < end(of: day)`.
    package func end(of day: Day) -> Instant {
        start(of: day.adding(days: 1))
    }

    /// The moment at that time of day, such as 09:00 on a class's first day.
    package func instant(_ day: Day, hour: Int, minute: Int = 0) -> Instant {
        let wall = Instant(secondsSince1970: day.daysSince1970 * 86_400 + hour * 3600 + minute * 60)
        let guess = wall.adding(seconds: -offset(at: wall))
        return wall.adding(seconds: -offset(at: guess))
    }

    /// Seconds east of Greenwich at that moment.
    package func offset(at instant: Instant) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.microsecondsSince1970) / 1_000_000))
    }
}

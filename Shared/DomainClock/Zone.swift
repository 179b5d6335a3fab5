package import Primitives

/// A named time zone: which date it is there, and when its days begin and end.
///
/// The only place that asks the system's zone files. A value is cheap to copy and safe to keep.
package struct Zone: Sendable, Hashable, CustomStringConvertible {
    package let name: String
    private let rules: ZoneRules

    /// The zone of an IANA name; nil for anything else, abbreviations and offsets included.
    package init?(_ name: String) {
        // `posix/` and `right/` hold the same zones again, the latter with leap seconds.
        let isPlain =
            name.contains("/") && !name.hasPrefix("/") && !name.hasPrefix("posix/") && !name.hasPrefix("right/")
            && name.utf8.allSatisfy { Zone.letters.contains($0) }
        guard name == "UTC" || isPlain || Zone.aliases.contains(name),
            let rules = name == "UTC" ? .utc : ZoneRules.named(name)
        else { return nil }
        self.init(name: name, rules: rules)
    }

    private init(name: String, rules: ZoneRules) {
        self.name = name
        self.rules = rules
    }

    private static let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-".utf8)

    /// Names of the IANA database without a region that stand for a place's or a country's rules. Bare abbreviations
    /// (`EST`) are left out: people use them for the local clock, which changes with the season.
    private static let aliases: Set<String> = [
        "CST6CDT", "Cuba", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT", "Greenwich", "Hongkong", "Iceland",
        "Iran",
        "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT",
        "Poland",
        "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "Universal", "W-SU", "Zulu",
    ]

    package static let utc = Zone(name: "UTC", rules: .utc)

    package static func == (left: Zone, right: Zone) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

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
        rules.offset(at: instant.secondsSince1970)
    }
}

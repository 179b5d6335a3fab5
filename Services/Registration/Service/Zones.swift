import Foundation
import Primitives
import Synchronization

/// Dates in named time zones, from the system's zone data. Zones are looked up once.
final class Zones: Sendable {
    private let known = Mutex<[String: TimeZone]>([:])

    /// The zone, or nil when there is none of that name.
    private func zone(_ name: String) -> TimeZone? {
        known.withLock { known in
            if let zone = known[name] { return zone }
            guard let zone = TimeZone(identifier: name) else { return nil }
            known[name] = zone
            return zone
        }
    }

    func exists(_ name: String) -> Bool { zone(name) != nil }

    /// The date in the zone at that moment; in UTC when the zone is not known, which the API does not let in.
    func day(of instant: Instant, in name: String) -> Day {
        let offset = zone(name)?.secondsFromGMT(for: date(instant)) ?? 0
        return instant.adding(seconds: offset).utcDay
    }

    /// The first moment of the date in the zone, also where the clocks change on that day.
    func start(of day: Day, in name: String) -> Instant {
        let midnight = Instant(secondsSince1970: day.daysSince1970 * 86_400)
        guard let zone = zone(name) else { return midnight }
        // The offset that holds at the day's start is that of a moment near it; the second look corrects the first.
        let first = midnight.adding(seconds: -zone.secondsFromGMT(for: date(midnight)))
        return midnight.adding(seconds: -zone.secondsFromGMT(for: date(first)))
    }

    private func date(_ instant: Instant) -> Date {
        Date(timeIntervalSince1970: Double(instant.microsecondsSince1970) / 1_000_000)
    }
}

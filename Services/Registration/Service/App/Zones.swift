import DomainClock
import Primitives
import Synchronization

/// Time zones by name, each looked up once: a search page asks for the same few again and again.
final class Zones: Sendable {
    private let known = Mutex<[String: Zone]>([:])

    func zone(_ name: String) -> Zone? {
        known.withLock { known in
            if let zone = known[name] { return zone }
            guard let zone = Zone(name) else { return nil }
            known[name] = zone
            return zone
        }
    }

    /// The date in the zone at that moment; in UTC when the zone is not known, which the API does not let in.
    func day(of instant: Instant, in name: String) -> Day {
        (zone(name) ?? .utc).day(of: instant)
    }
}

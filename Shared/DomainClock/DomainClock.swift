package import Primitives
import Synchronization

/// The time that the association's rules go by: dates, deadlines and tokens. In production it is the system's time; in
/// development it can stand elsewhere and be moved forward, so that a year can be tried in a minute.
///
/// Never used for leases, timeouts, retention, log or metrics.
package final class DomainClock: Sendable {
    /// The association's own zone, for dates that belong to no venue.
    package let zone: Zone
    private let real: @Sendable () -> Instant
    private let offset: Atomic<Int64>
    private let observers = Mutex<[@Sendable () -> Void]>([])

    /// - Parameter real: the time beneath; for tests, one that stands still.
    package init(zone: Zone = .association, offset: Int64 = 0, real: @escaping @Sendable () -> Instant = { .now }) {
        self.zone = zone
        self.real = real
        self.offset = Atomic(offset)
    }

    /// A clock that stands still until it is moved, for tests.
    package static func standing(at instant: Instant, zone: Zone = .association) -> DomainClock {
        DomainClock(zone: zone, real: { instant })
    }

    package var now: Instant {
        real().adding(microseconds: offset.load(ordering: .relaxed))
    }

    /// Today's date there; in the association's zone when none is named.
    package func today(in zone: Zone? = nil) -> Day {
        (zone ?? self.zone).day(of: now)
    }

    /// Sets the offset and notifies the observers if it changed.
    package func setOffset(microseconds: Int64) {
        guard offset.exchange(microseconds, ordering: .relaxed) != microseconds else { return }
        for observer in observers.withLock({ $0 }) { observer() }
    }

    /// Moves the clock so that it shows that time now, in this process alone. `ClockStore` moves it for all replicas.
    package func move(to instant: Instant) {
        setOffset(microseconds: offset(to: instant))
    }

    /// The offset with which the clock would show that time now.
    package func offset(to instant: Instant) -> Int64 {
        instant.microsecondsSince1970 - real().microsecondsSince1970
    }

    /// Runs whenever the clock has been moved: jobs look at their deadlines then.
    package func onMove(_ observer: @escaping @Sendable () -> Void) {
        observers.withLock { $0.append(observer) }
    }
}

extension Zone {
    /// Where the association has its seat: Hoover, Alabama.
    package static let association = Zone("America/Chicago") ?? .utc
}

import DomainClock
import Primitives
import RegistrationDomain
import RulePacks

/// The rules in force, and the calendars that they go by.
struct Policies: Sendable {
    let rules: RulePack
    /// The association's time zone: membership (E1) and statistics (I1) go by its days.
    let zone: Zone
    let zones = Zones()

    /// The rule pack in force at this time: its versions count from a day in the association's zone.
    func policy(at instant: Instant) -> RegistrationPolicy { rules.policy(on: associationDay(instant)) }

    /// The decision's time on the calendars that the rules ask about.
    func moment(_ instant: Instant, venueZone: String) -> RegistrationMoment {
        RegistrationMoment(
            instant: instant, associationDay: associationDay(instant), venueDay: zones.day(of: instant, in: venueZone))
    }

    func associationDay(_ instant: Instant) -> Day { zone.day(of: instant) }

    /// Whether a venue may name this time zone.
    func knowsZone(_ name: String) -> Bool { zones.zone(name) != nil }
}

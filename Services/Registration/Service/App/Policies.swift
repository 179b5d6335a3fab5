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

    /// Returns the decision's time at a class.
    func moment(_ instant: Instant, at offering: Offering) -> RegistrationMoment {
        moment(instant, venueZone: offering.venue.timeZone)
    }

    func venueDay(_ instant: Instant, of offering: Offering) -> Day {
        zones.day(of: instant, in: offering.venue.timeZone)
    }

    /// Returns the start of the class's first day at the venue; nil if the system does not know its time zone.
    func start(of offering: Offering) -> Instant? {
        zones.zone(offering.venue.timeZone)?.start(of: offering.startsOn)
    }

    func associationDay(_ instant: Instant) -> Day { zone.day(of: instant) }

    /// Whether a venue may name this time zone.
    func knowsZone(_ name: String) -> Bool { zones.zone(name) != nil }
}

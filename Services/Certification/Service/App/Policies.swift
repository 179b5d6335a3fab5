import CertificationDomain
import DomainClock
import Primitives
import RulePacks

/// The rules in force, and the calendar of the association's time zone, by which decisions are dated (F4, G4, G7).
struct Policies: Sendable {
    let rules: RulePack
    let zone: Zone

    func policy(on day: Day) -> CertificationPolicy { rules.policy(on: day) }

    /// The version that decides about an application (G4, G7).
    func policy(for application: PractitionerApplication, at now: Instant) -> CertificationPolicy {
        policy(on: application.policyDay(today: day(of: now)))
    }

    func day(of instant: Instant) -> Day { zone.day(of: instant) }
}

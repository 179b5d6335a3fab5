import AccountsDomain
import DomainClock
import Primitives
import RulePacks

/// The rules in force, and the calendar that they go by.
struct Policies: Sendable {
    let rules: RulePack
    /// The association's time zone, in which memberships, holds and merges are dated.
    let zone: Zone

    /// Returns the policy in force at this time.
    func policy(at instant: Instant) -> AccountsPolicy { rules.policy(on: day(of: instant)) }

    /// Returns the date in the association's time zone.
    func day(of instant: Instant) -> Day { zone.day(of: instant) }
}

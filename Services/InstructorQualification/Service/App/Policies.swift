import DomainClock
import InstructorQualificationDomain
import Primitives
import RulePacks

/// The rules in force, and the calendar that they go by.
struct Policies: Sendable {
    let rules: RulePack
    /// The association's time zone.
    let zone: Zone

    func day(of instant: Instant) -> Day { zone.day(of: instant) }

    func policy(on day: Day) -> InstructorQualificationPolicy { rules.policy(on: day) }

    /// Returns the time with its day and the policy in force on that day.
    func moment(_ instant: Instant) -> QualificationMoment {
        let day = day(of: instant)
        return QualificationMoment(instant: instant, day: day, policy: policy(on: day))
    }
}

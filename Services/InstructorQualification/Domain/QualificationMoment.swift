package import Primitives

/// The time of a decision, with its day in the association's time zone and the policy in force on that day.
package struct QualificationMoment: Hashable, Sendable {
    package let instant: Instant
    package let day: Day
    package let policy: InstructorQualificationPolicy

    package init(instant: Instant, day: Day, policy: InstructorQualificationPolicy) {
        self.instant = instant
        self.day = day
        self.policy = policy
    }

    package var rules: InstructorRules { policy.instructor }
}

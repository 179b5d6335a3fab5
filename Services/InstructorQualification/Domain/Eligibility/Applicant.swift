package import Primitives

/// What the other services' events say about a person (H1–H3, H5).
package struct Applicant: Hashable, Sendable {
    package var memberships: [Period]
    package var holds: [Period]
    package var assignments: [DatedAssignment]
    package var isPractitioner: Bool
    package var homeState: String?
    package var certification: InstructorCertification?
    package var degree: String?

    package init(
        memberships: [Period] = [], holds: [Period] = [], assignments: [DatedAssignment] = [],
        isPractitioner: Bool = false, homeState: String? = nil, certification: InstructorCertification? = nil,
        degree: String? = nil
    ) {
        self.memberships = memberships
        self.holds = holds
        self.assignments = assignments
        self.isPractitioner = isPractitioner
        self.homeState = homeState
        self.certification = certification
        self.degree = degree
    }

    /// Whether the person has a membership term in force and no hold on the day (B2).
    package func isMemberInGoodStanding(on day: Day) -> Bool {
        memberships.contains { $0.contains(day) } && !holds.contains { $0.contains(day) }
    }
}

/// The days of a membership term or of a hold, both inclusive.
package struct Period: Hashable, Sendable {
    package let from: Day
    /// The last day; nil for a hold without an end.
    package let to: Day?

    package init(from: Day, to: Day?) {
        self.from = from
        self.to = to
    }

    package func contains(_ day: Day) -> Bool {
        from <= day && (to.map { $0 >= day } ?? true)
    }
}

/// A certificate as a police instructor (H3).
package struct InstructorCertification: Hashable, Sendable {
    package let number: String
    package let state: String
    package let since: Day

    package init(number: String, state: String, since: Day) {
        self.number = number
        self.state = state
        self.since = since
    }
}

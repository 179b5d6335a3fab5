package import JSONSchema
package import Primitives

/// An instructor since a day.
package struct InstructorChange: EventValue {
    package var since: Day

    package init(since: Day) {
        self.since = since
    }

    package static let schema = Schema.event(
        .required("since", .date))
}

/// The person is an instructor (H18).
package struct InstructorQualified: SharedFact {
    package static let type = "org.muster.instructor-qualification.instructor.qualified.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "personId"
    package var data: InstructorChange

    package init(_ data: InstructorChange) { self.data = data }
}

/// The person teaches no longer (H21).
package struct InstructorInactivated: SharedFact {
    package static let type = "org.muster.instructor-qualification.instructor.inactivated.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "personId"
    package var data: InstructorChange

    package init(_ data: InstructorChange) { self.data = data }
}

/// The person teaches again (H22).
package struct InstructorReinstated: SharedFact {
    package static let type = "org.muster.instructor-qualification.instructor.reinstated.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "personId"
    package var data: InstructorChange

    package init(_ data: InstructorChange) { self.data = data }
}

/// An instructor as of now.
package struct InstructorState: StateRecord {
    package static let type = "org.muster.instructor-qualification.instructor.state.v1"
    package static let topic = Topic.state(of: .instructorQualification)
    package static let key = "personId"

    package var since: Day
    package var active: Bool

    package init(since: Day, active: Bool) {
        self.since = since
        self.active = active
    }

    package static let schema = Schema.event(
        .required("since", .date),
        .required("active", .boolean))
}

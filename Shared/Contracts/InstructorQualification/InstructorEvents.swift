package import JSONSchema
package import Primitives

/// An instructor, with the first day.
package struct InstructorChange: EventValue {
    package var since: Day

    package init(since: Day) {
        self.since = since
    }

    package static let schema = Schema.event(
        .required("since", .date))
}

/// The current state of an instructor.
package struct InstructorState: EventValue {
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

extension EventType<PersonID, InstructorChange> {
    package static let instructorQualified = Self(
        fact: "instructor-qualification.instructor.qualified", of: .instructorQualification, keyedBy: "personId",
        "The person is an instructor (H18).")
    package static let instructorInactivated = Self(
        fact: "instructor-qualification.instructor.inactivated", of: .instructorQualification, keyedBy: "personId",
        "The person no longer teaches (H21).")
    package static let instructorReinstated = Self(
        fact: "instructor-qualification.instructor.reinstated", of: .instructorQualification, keyedBy: "personId",
        "The person teaches again (H22).")
}

extension StateType<PersonID, InstructorState> {
    package static let instructor = Self(
        state: "instructor-qualification.instructor", on: .state(of: .instructorQualification), keyedBy: "personId",
        "The current state of an instructor.")
}

extension Catalogue {
    static let instructors: [any CatalogueEntry] = [
        EventType.instructorQualified, EventType.instructorInactivated, EventType.instructorReinstated,
        StateType.instructor,
    ]
}

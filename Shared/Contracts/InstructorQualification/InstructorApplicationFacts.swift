package import JSONSchema
package import Primitives

/// Whose instructor application it is (H1–H12).
package struct InstructorApplicationChange: EventValue {
    package var personId: PersonID

    package init(personId: PersonID) {
        self.personId = personId
    }

    package static let schema = Schema.event(
        .required("personId", .uuid))
}

/// The applicant handed it in (H9).
package struct InstructorApplicationSubmitted: SharedFact {
    package static let type = "org.muster.instructor-qualification.application.submitted.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "applicationId"
    package var data: InstructorApplicationChange

    package init(_ data: InstructorApplicationChange) { self.data = data }
}

/// Accepted: the person is a candidate (H12).
package struct InstructorApplicationAccepted: SharedFact {
    package static let type = "org.muster.instructor-qualification.application.accepted.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "applicationId"
    package var data: InstructorApplicationChange

    package init(_ data: InstructorApplicationChange) { self.data = data }
}

/// Declined (H12).
package struct InstructorApplicationDeclined: SharedFact {
    package static let type = "org.muster.instructor-qualification.application.declined.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "applicationId"
    package var data: InstructorApplicationChange

    package init(_ data: InstructorApplicationChange) { self.data = data }
}

package import JSONSchema
package import Primitives

/// The applicant of an instructor application (H1–H12).
package struct InstructorApplicationChange: EventValue {
    package var personId: PersonID

    package init(personId: PersonID) {
        self.personId = personId
    }

    package static let schema = Schema.event(
        .required("personId", .uuid))
}

extension EventType<ApplicationID, InstructorApplicationChange> {
    package static let instructorApplicationSubmitted = Self(
        fact: "instructor-qualification.application.submitted", of: .instructorQualification, keyedBy: "applicationId",
        titled: "InstructorApplicationSubmitted",
        "The applicant submitted the application (H9).")
    package static let instructorApplicationAccepted = Self(
        fact: "instructor-qualification.application.accepted", of: .instructorQualification, keyedBy: "applicationId",
        titled: "InstructorApplicationAccepted",
        "The application was accepted, so the person is a candidate (H12).")
    package static let instructorApplicationDeclined = Self(
        fact: "instructor-qualification.application.declined", of: .instructorQualification, keyedBy: "applicationId",
        titled: "InstructorApplicationDeclined",
        "The application was declined (H12).")
}

extension Catalogue {
    static let instructorApplications: [any CatalogueEntry] = [
        EventType.instructorApplicationSubmitted, EventType.instructorApplicationAccepted,
        EventType.instructorApplicationDeclined,
    ]
}

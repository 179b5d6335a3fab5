package import JSONSchema
import JSONTree
package import Primitives

/// A practitioner application (G10) and the rule pack that judged it.
package struct PractitionerApplicationChange: EventValue {
    package var personId: PersonID
    package var rulePack: String

    package init(personId: PersonID, rulePack: String) {
        self.personId = personId
        self.rulePack = rulePack
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("rulePack", .string()))
}

extension EventType<ApplicationID, PractitionerApplicationChange> {
    package static let practitionerApplicationSubmitted = Self(
        fact: "certification.application.submitted", of: .certification, keyedBy: "applicationId",
        titled: "PractitionerApplicationSubmitted",
        "The applicant submitted the application, or answered a question (G10).")
    package static let practitionerApplicationMoreInfoAsked = Self(
        fact: "certification.application.moreInfoAsked", of: .certification, keyedBy: "applicationId",
        titled: "PractitionerApplicationMoreInfoAsked",
        "The reviewer asked a question.")
    package static let practitionerApplicationApproved = Self(
        fact: "certification.application.approved", of: .certification, keyedBy: "applicationId",
        titled: "PractitionerApplicationApproved",
        "The application was approved, and the credential is awarded.")
    package static let practitionerApplicationDeclined = Self(
        fact: "certification.application.declined", of: .certification, keyedBy: "applicationId",
        titled: "PractitionerApplicationDeclined",
        "The application was declined, with a reason for the applicant.")
    package static let practitionerApplicationWithdrawn = Self(
        fact: "certification.application.withdrawn", of: .certification, keyedBy: "applicationId",
        titled: "PractitionerApplicationWithdrawn",
        "The applicant withdrew the application.")
}

extension Catalogue {
    static let practitionerApplications: [any CatalogueEntry] = [
        EventType.practitionerApplicationSubmitted, EventType.practitionerApplicationMoreInfoAsked,
        EventType.practitionerApplicationApproved, EventType.practitionerApplicationDeclined,
        EventType.practitionerApplicationWithdrawn,
    ]
}

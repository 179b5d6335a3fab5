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

/// The applicant handed it in, or answered a question.
package struct PractitionerApplicationSubmitted: SharedFact {
    package static let type = "org.muster.certification.application.submitted.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "applicationId"
    package var data: PractitionerApplicationChange

    package init(_ data: PractitionerApplicationChange) { self.data = data }
}

/// The reviewer asked a question.
package struct PractitionerApplicationMoreInfoAsked: SharedFact {
    package static let type = "org.muster.certification.application.moreInfoAsked.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "applicationId"
    package var data: PractitionerApplicationChange

    package init(_ data: PractitionerApplicationChange) { self.data = data }
}

/// Approved: the credential follows.
package struct PractitionerApplicationApproved: SharedFact {
    package static let type = "org.muster.certification.application.approved.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "applicationId"
    package var data: PractitionerApplicationChange

    package init(_ data: PractitionerApplicationChange) { self.data = data }
}

/// Declined, with a reason for the applicant.
package struct PractitionerApplicationDeclined: SharedFact {
    package static let type = "org.muster.certification.application.declined.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "applicationId"
    package var data: PractitionerApplicationChange

    package init(_ data: PractitionerApplicationChange) { self.data = data }
}

/// The applicant took it back.
package struct PractitionerApplicationWithdrawn: SharedFact {
    package static let type = "org.muster.certification.application.withdrawn.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "applicationId"
    package var data: PractitionerApplicationChange

    package init(_ data: PractitionerApplicationChange) { self.data = data }
}

package import JSONSchema
import JSONTree
package import Primitives

/// The certificate of one completion.
package struct CertificateChange: EventValue {
    package var personId: PersonID
    package var completionId: CompletionID
    package var courseCode: String
    package var completedOn: Day

    package init(personId: PersonID, completionId: CompletionID, courseCode: String, completedOn: Day) {
        self.personId = personId
        self.completionId = completionId
        self.courseCode = courseCode
        self.completedOn = completedOn
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("completionId", .uuid),
        .required("courseCode", .string()),
        .required("completedOn", .date))
}

/// The PDF stands and never changes (F4).
package struct CertificateIssued: SharedFact {
    package static let type = "org.muster.certification.certificate.issued.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "certificateId"
    package var data: CertificateChange

    package init(_ data: CertificateChange) { self.data = data }
}

/// A corrected certificate took its place.
package struct CertificateSuperseded: SharedFact {
    package static let type = "org.muster.certification.certificate.superseded.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "certificateId"
    package var data: CertificateChange

    package init(_ data: CertificateChange) { self.data = data }
}

/// It is valid no longer.
package struct CertificateRevoked: SharedFact {
    package static let type = "org.muster.certification.certificate.revoked.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "certificateId"
    package var data: CertificateChange

    package init(_ data: CertificateChange) { self.data = data }
}

/// A certificate as it is now; `status` is `valid`, `superseded` or `revoked` (F5).
package struct CertificateState: StateRecord {
    package static let type = "org.muster.certification.certificate.state.v1"
    package static let topic = Topic.state(of: .certification)
    package static let key = "certificateId"

    package var personId: PersonID
    package var completionId: CompletionID
    package var status: String

    package init(personId: PersonID, completionId: CompletionID, status: String) {
        self.personId = personId
        self.completionId = completionId
        self.status = status
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("completionId", .uuid),
        .required("status", .string()))
}

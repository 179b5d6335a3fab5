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

/// The current state of a certificate; `status` is `valid`, `superseded` or `revoked` (F5).
package struct CertificateState: EventValue {
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

extension EventType<CertificateID, CertificateChange> {
    package static let certificateIssued = Self(
        fact: "certification.certificate.issued", of: .certification, keyedBy: "certificateId",
        "The certificate was issued; its PDF never changes (F4).")
    package static let certificateSuperseded = Self(
        fact: "certification.certificate.superseded", of: .certification, keyedBy: "certificateId",
        "A corrected certificate replaced this one (F4).")
    package static let certificateRevoked = Self(
        fact: "certification.certificate.revoked", of: .certification, keyedBy: "certificateId",
        "The certificate is no longer valid.")
}

extension StateType<CertificateID, CertificateState> {
    package static let certificate = Self(
        state: "certification.certificate", on: .state(of: .certification), keyedBy: "certificateId",
        "The current state of a certificate (F5).")
}

extension Catalogue {
    static let certificates: [any CatalogueEntry] = [
        EventType.certificateIssued, EventType.certificateSuperseded, EventType.certificateRevoked,
        StateType.certificate,
    ]
}

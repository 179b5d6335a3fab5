import CertificationDomain
import Contracts
import Primitives

// What the domain decided, as the suite's events say it: the only place that sees both.

extension ApplicationStep {
    /// The fact of this step; nil for an edit, which is not published.
    var event: EventType<ApplicationID, PractitionerApplicationChange>? {
        switch self {
        case .submit: .practitionerApplicationSubmitted
        case .askMore: .practitionerApplicationMoreInfoAsked
        case .approve: .practitionerApplicationApproved
        case .decline: .practitionerApplicationDeclined
        case .withdraw: .practitionerApplicationWithdrawn
        case .edit: nil
        }
    }
}

extension CertificateStatus {
    /// The fact of a change to this status; nil for `valid`, which no certificate changes to.
    var event: EventType<CertificateID, CertificateChange>? {
        switch self {
        case .revoked: .certificateRevoked
        case .superseded: .certificateSuperseded
        case .valid: nil
        }
    }
}

package import JSONSchema
import JSONTree
package import Primitives

/// A host request as it stands after the fact (C3); the offering is there once it was approved (C4).
package struct HostRequestChange: EventValue {
    package var agencyId: AgencyID
    package var courseCode: String
    package var offeringId: OfferingID?

    package init(agencyId: AgencyID, courseCode: String, offeringId: OfferingID? = nil) {
        self.agencyId = agencyId
        self.courseCode = courseCode
        self.offeringId = offeringId
    }

    package static let schema = Schema.event(
        .required("agencyId", .uuid),
        .required("courseCode", .string()),
        .optional("offeringId", .uuid))
}

/// An agency asks to host a class.
package struct HostRequestSubmitted: SharedFact {
    package static let type = "org.muster.registration.hostRequest.submitted.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "hostRequestId"
    package var data: HostRequestChange

    package init(_ data: HostRequestChange) { self.data = data }
}

/// Staff approved; the class is in the calendar in the same transaction.
package struct HostRequestApproved: SharedFact {
    package static let type = "org.muster.registration.hostRequest.approved.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "hostRequestId"
    package var data: HostRequestChange

    package init(_ data: HostRequestChange) { self.data = data }
}

/// Staff rejected the packet.
package struct HostRequestRejected: SharedFact {
    package static let type = "org.muster.registration.hostRequest.rejected.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "hostRequestId"
    package var data: HostRequestChange

    package init(_ data: HostRequestChange) { self.data = data }
}

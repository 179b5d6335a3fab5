package import JSONSchema
import JSONTree
package import Primitives

/// A host request after the fact (C3); the offering is there once it was approved (C4).
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

extension EventType<HostRequestID, HostRequestChange> {
    package static let hostRequestSubmitted = Self(
        fact: "registration.hostRequest.submitted", of: .registration, keyedBy: "hostRequestId",
        "An agency asks to host a class (C3).")
    package static let hostRequestApproved = Self(
        fact: "registration.hostRequest.approved", of: .registration, keyedBy: "hostRequestId",
        "Staff approved the request; its class is published in the same transaction (C4).")
    package static let hostRequestRejected = Self(
        fact: "registration.hostRequest.rejected", of: .registration, keyedBy: "hostRequestId",
        "Staff rejected the request (C4).")
}

extension Catalogue {
    static let hostRequests: [any CatalogueEntry] = [
        EventType.hostRequestSubmitted, EventType.hostRequestApproved, EventType.hostRequestRejected,
    ]
}

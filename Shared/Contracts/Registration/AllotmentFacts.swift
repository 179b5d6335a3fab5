package import JSONSchema
import JSONTree
package import Primitives

/// Seats kept for an agency (D3); `seatsTaken` includes open allotments.
package struct AllotmentChange: EventValue {
    package var allotmentId: AllotmentID
    package var agencyId: AgencyID
    package var seats: Int
    package var expiresAt: Instant
    package var capacity: Int
    package var seatsTaken: Int

    package init(
        allotmentId: AllotmentID, agencyId: AgencyID, seats: Int, expiresAt: Instant, capacity: Int, seatsTaken: Int
    ) {
        self.allotmentId = allotmentId
        self.agencyId = agencyId
        self.seats = seats
        self.expiresAt = expiresAt
        self.capacity = capacity
        self.seatsTaken = seatsTaken
    }

    package static let schema = Schema.event(
        .required("allotmentId", .uuid),
        .required("agencyId", .uuid),
        .required("seats", .integer(min: 0)),
        .required("expiresAt", .dateTime),
        .required("capacity", .integer(min: 0)),
        .required("seatsTaken", .integer(min: 0)))
}

/// Staff keeps seats for an agency for a while.
package struct SeatAllotted: SharedFact {
    package static let type = "org.muster.registration.seat.allotted.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: AllotmentChange

    package init(_ data: AllotmentChange) { self.data = data }
}

/// What was left of the allotment is free again.
package struct SeatAllotmentEnded: SharedFact {
    package static let type = "org.muster.registration.seat.allotmentEnded.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: AllotmentChange

    package init(_ data: AllotmentChange) { self.data = data }
}

/// A seat that a candidate's assignment or audit asked for could not be had; `code` says why.
package struct SeatRefused: Fact {
    package static let type = "org.muster.registration.seat.refused.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"

    package var personId: PersonID
    package var kind: RegistrationKind
    package var requestedBy: CandidateID
    package var code: String

    package init(personId: PersonID, kind: RegistrationKind, requestedBy: CandidateID, code: String) {
        self.personId = personId
        self.kind = kind
        self.requestedBy = requestedBy
        self.code = code
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("kind", .string(enum: RegistrationKind.self)),
        .required("requestedBy", .uuid),
        .required("code", .string()))
}

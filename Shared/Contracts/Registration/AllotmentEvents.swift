package import JSONSchema
import JSONTree
package import Primitives

/// Seats reserved for an agency (D3); `seatsTaken` includes open allotments.
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

/// A seat for a candidate's assignment or audit that was refused. `code` is the refusal's problem code.
package struct SeatRefusal: EventValue {
    package var personId: PersonID
    package var kind: Vocabulary.RegistrationKind
    package var requestedBy: CandidateID
    package var code: String

    package init(personId: PersonID, kind: Vocabulary.RegistrationKind, requestedBy: CandidateID, code: String) {
        self.personId = personId
        self.kind = kind
        self.requestedBy = requestedBy
        self.code = code
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("kind", .string(enum: Vocabulary.RegistrationKind.self)),
        .required("requestedBy", .uuid),
        .required("code", .string()))
}

extension EventType<OfferingID, AllotmentChange> {
    package static let seatAllotted = Self(
        fact: "registration.seat.allotted", of: .registration, keyedBy: "offeringId",
        "Staff reserved seats for an agency for a limited time (D3).")
    package static let seatAllotmentEnded = Self(
        fact: "registration.seat.allotmentEnded", of: .registration, keyedBy: "offeringId",
        "The allotment ended; its unused seats are free again (D3).")
}

extension EventType<OfferingID, SeatRefusal> {
    package static let seatRefused = Self(
        fact: "registration.seat.refused", of: .registration, keyedBy: "offeringId",
        "The seat for a candidate's assignment or audit was refused; `code` is the reason.")
}

extension Catalogue {
    static let allotments: [any CatalogueEntry] = [
        EventType.seatAllotted, EventType.seatAllotmentEnded, EventType.seatRefused,
    ]
}

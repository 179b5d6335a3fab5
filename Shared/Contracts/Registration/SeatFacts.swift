package import JSONSchema
import JSONTree
package import Primitives

/// One registration and its offering's seats as they stand after the fact. Facts of one offering are counted under its row lock,
/// so a reader of its partition sees the seats move exactly as they did.
package struct SeatChange: EventValue {
    package var registrationId: RegistrationID
    package var personId: PersonID
    /// Who has the seat after a transfer (D4).
    package var toPersonId: PersonID?
    package var kind: RegistrationKind
    package var status: String
    package var rateCategory: RateCategory
    package var total: Money
    package var currency: String
    package var capacity: Int
    package var seatsTaken: Int
    package var cause: String

    package init(
        registrationId: RegistrationID, personId: PersonID, toPersonId: PersonID? = nil, kind: RegistrationKind,
        status: String, rateCategory: RateCategory, total: Money, currency: String, capacity: Int, seatsTaken: Int,
        cause: String
    ) {
        self.registrationId = registrationId
        self.personId = personId
        self.toPersonId = toPersonId
        self.kind = kind
        self.status = status
        self.rateCategory = rateCategory
        self.total = total
        self.currency = currency
        self.capacity = capacity
        self.seatsTaken = seatsTaken
        self.cause = cause
    }

    package static let schema = Schema.event(
        .required("registrationId", .uuid),
        .required("personId", .uuid),
        .optional("toPersonId", .uuid),
        .required("kind", .string(enum: RegistrationKind.self)),
        .required("status", .string()),
        .required("rateCategory", .string(enum: RateCategory.self)),
        .required("total", .integer()),
        .required("currency", .string()),
        .required("capacity", .integer(min: 0)),
        .required("seatsTaken", .integer(min: 0)),
        .required("cause", .string()))
}

/// A named person has a seat (D2).
package struct SeatTaken: SharedFact {
    package static let type = "org.muster.registration.seat.taken.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: SeatChange

    package init(_ data: SeatChange) { self.data = data }
}

/// A seat came free and the next of the waitlist may confirm it (D7).
package struct SeatOffered: SharedFact {
    package static let type = "org.muster.registration.seat.offered.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: SeatChange

    package init(_ data: SeatChange) { self.data = data }
}

/// The registration is paid, or the offer was taken.
package struct SeatConfirmed: SharedFact {
    package static let type = "org.muster.registration.seat.confirmed.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: SeatChange

    package init(_ data: SeatChange) { self.data = data }
}

/// The registration gave its seat, or its place in the waitlist, back.
package struct SeatReleased: SharedFact {
    package static let type = "org.muster.registration.seat.released.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: SeatChange

    package init(_ data: SeatChange) { self.data = data }
}

/// The seat went to another person and was never free (D4).
package struct SeatTransferred: SharedFact {
    package static let type = "org.muster.registration.seat.transferred.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: SeatChange

    package init(_ data: SeatChange) { self.data = data }
}

/// The class is full; the person waits in order (D7).
package struct SeatWaitlisted: SharedFact {
    package static let type = "org.muster.registration.seat.waitlisted.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: SeatChange

    package init(_ data: SeatChange) { self.data = data }
}

package import JSONSchema
import JSONTree
package import Primitives

/// One registration and its offering's seats after the fact.
///
/// An offering's facts are numbered under its row lock, so a reader of its partition sees the seats in the order in
/// which they changed.
package struct SeatChange: EventValue {
    package var registrationId: RegistrationID
    package var personId: PersonID
    /// The person who has the seat after a transfer (D4).
    package var toPersonId: PersonID?
    package var kind: Vocabulary.RegistrationKind
    package var status: String
    package var rateCategory: Vocabulary.RateCategory
    package var total: Money
    package var currency: String
    package var capacity: Int
    package var seatsTaken: Int
    package var cause: String

    package init(
        registrationId: RegistrationID, personId: PersonID, toPersonId: PersonID? = nil,
        kind: Vocabulary.RegistrationKind,
        status: String, rateCategory: Vocabulary.RateCategory, total: Money, currency: String, capacity: Int,
        seatsTaken: Int,
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
        .required("kind", .string(enum: Vocabulary.RegistrationKind.self)),
        .required("status", .string()),
        .required("rateCategory", .string(enum: Vocabulary.RateCategory.self)),
        .required("total", .integer()),
        .required("currency", .string()),
        .required("capacity", .integer(min: 0)),
        .required("seatsTaken", .integer(min: 0)),
        .required("cause", .string()))
}

extension EventType<OfferingID, SeatChange> {
    package static let seatTaken = Self(
        fact: "registration.seat.taken", of: .registration, keyedBy: "offeringId", "A named person has a seat (D2).")
    package static let seatOffered = Self(
        fact: "registration.seat.offered", of: .registration, keyedBy: "offeringId",
        "A seat became free and the next person on the waitlist may confirm it (D7).")
    package static let seatConfirmed = Self(
        fact: "registration.seat.confirmed", of: .registration, keyedBy: "offeringId",
        "The registration is paid, or the offer was accepted.")
    package static let seatReleased = Self(
        fact: "registration.seat.released", of: .registration, keyedBy: "offeringId",
        "The registration gave up its seat, or its place on the waitlist.")
    package static let seatTransferred = Self(
        fact: "registration.seat.transferred", of: .registration, keyedBy: "offeringId",
        "The seat went to another person without becoming free (D4).")
    package static let seatWaitlisted = Self(
        fact: "registration.seat.waitlisted", of: .registration, keyedBy: "offeringId",
        "The class is full; the person waits in order (D7).")
}

extension Catalogue {
    static let seats: [any CatalogueEntry] = [
        EventType.seatTaken, EventType.seatOffered, EventType.seatConfirmed, EventType.seatReleased,
        EventType.seatTransferred, EventType.seatWaitlisted,
    ]
}

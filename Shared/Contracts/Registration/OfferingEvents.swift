package import JSONSchema
import JSONTree
package import Primitives

/// A scheduled class after the fact.
package struct OfferingChange: EventValue {
    package var courseCode: String
    package var editionId: EditionID
    package var kind: Vocabulary.OfferingKind
    package var status: String
    package var agencyId: AgencyID
    package var leadInstructorId: PersonID?
    package var startsOn: Day
    package var endsOn: Day
    /// An IANA name. The dates are days in this time zone.
    package var timeZone: String
    package var country: String
    package var state: String?
    package var capacity: Int
    package var seatsTaken: Int

    package init(
        courseCode: String, editionId: EditionID, kind: Vocabulary.OfferingKind, status: String, agencyId: AgencyID,
        leadInstructorId: PersonID? = nil, startsOn: Day, endsOn: Day, timeZone: String, country: String,
        state: String? = nil, capacity: Int, seatsTaken: Int
    ) {
        self.courseCode = courseCode
        self.editionId = editionId
        self.kind = kind
        self.status = status
        self.agencyId = agencyId
        self.leadInstructorId = leadInstructorId
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.timeZone = timeZone
        self.country = country
        self.state = state
        self.capacity = capacity
        self.seatsTaken = seatsTaken
    }

    package static let schema = Schema.event(
        .required("courseCode", .string()),
        .required("editionId", .uuid),
        .required("kind", .string(enum: Vocabulary.OfferingKind.self)),
        .required("status", .string()),
        .required("agencyId", .uuid),
        .optional("leadInstructorId", .uuid),
        .required("startsOn", .date),
        .required("endsOn", .date),
        .required("timeZone", .string()),
        .required("country", .string()),
        .optional("state", .string()),
        .required("capacity", .integer(min: 0)),
        .required("seatsTaken", .integer(min: 0)))
}

/// The current state of a class.
package typealias OfferingState = ExtendedValue<OfferingChange, OfferingQueue>

/// The fields of a class's state that its facts do not have: the waitlist.
package struct OfferingQueue: EventValue {
    package var waitlistLength: Int

    package init(waitlistLength: Int) {
        self.waitlistLength = waitlistLength
    }

    package static let schema = Schema.event(.required("waitlistLength", .integer(min: 0)))
}

extension EventType<OfferingID, OfferingChange> {
    package static let offeringPublished = Self(
        fact: "registration.offering.published", of: .registration, keyedBy: "offeringId",
        "The class is in the calendar (C4).")
    package static let offeringChanged = Self(
        fact: "registration.offering.changed", of: .registration, keyedBy: "offeringId",
        "Dates, instructor, capacity or venue of the class changed.")
    package static let offeringCancelled = Self(
        fact: "registration.offering.cancelled", of: .registration, keyedBy: "offeringId",
        "The association cancelled the class.")
}

extension StateType<OfferingID, OfferingState> {
    package static let offering = Self(
        state: "registration.offering", on: .state(of: .registration), keyedBy: "offeringId",
        "The current state of a class.")
}

extension Catalogue {
    static let offerings: [any CatalogueEntry] = [
        EventType.offeringPublished, EventType.offeringChanged, EventType.offeringCancelled, StateType.offering,
    ]
}

package import JSONSchema
import JSONTree
package import Primitives

/// A scheduled class as it stands after the fact.
package struct OfferingChange: EventValue {
    package var courseCode: String
    package var editionId: EditionID
    package var kind: OfferingKind
    package var status: String
    package var agencyId: AgencyID
    package var leadInstructorId: PersonID?
    package var startsOn: Day
    package var endsOn: Day
    /// IANA name; the dates are days there.
    package var timeZone: String
    package var country: String
    package var state: String?
    package var capacity: Int
    package var seatsTaken: Int

    package init(
        courseCode: String, editionId: EditionID, kind: OfferingKind, status: String, agencyId: AgencyID,
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
        .required("kind", .string(enum: OfferingKind.self)),
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

/// The class is in the calendar.
package struct OfferingPublished: SharedFact {
    package static let type = "org.muster.registration.offering.published.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: OfferingChange

    package init(_ data: OfferingChange) { self.data = data }
}

/// Dates, instructor, capacity or venue changed.
package struct OfferingChanged: SharedFact {
    package static let type = "org.muster.registration.offering.changed.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: OfferingChange

    package init(_ data: OfferingChange) { self.data = data }
}

/// The association called the class off.
package struct OfferingCancelled: SharedFact {
    package static let type = "org.muster.registration.offering.cancelled.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"
    package var data: OfferingChange

    package init(_ data: OfferingChange) { self.data = data }
}

/// A class as it is now.
package struct OfferingState: ExtendedState {
    package static let type = "org.muster.registration.offering.state.v1"
    package static let topic = Topic.state(of: .registration)
    package static let key = "offeringId"
    package var data: OfferingChange
    package var more: OfferingQueue

    package init(_ data: OfferingChange, _ more: OfferingQueue) {
        self.data = data
        self.more = more
    }
}

/// Who waits for a seat.
package struct OfferingQueue: EventValue {
    package var waitlistLength: Int

    package init(waitlistLength: Int) {
        self.waitlistLength = waitlistLength
    }

    package static let schema = Schema.event(.required("waitlistLength", .integer(min: 0)))
}

package import Primitives

/// A class of a course, or a conference.
package enum OfferingKind: String, Codable, CaseIterable, Sendable {
    case `class`
    case conference
}

package enum OfferingStatus: String, Codable, CaseIterable, Sendable {
    case published
    case cancelled
}

/// Where a class is held; its dates are days in `timeZone`.
package struct Venue: Hashable, Sendable {
    package var name: String
    package var address: String
    package var city: String
    /// Two letters, where the country has states.
    package var state: String?
    /// ISO 3166-1 alpha-2.
    package var country: String
    /// IANA name.
    package var timeZone: String

    package init(name: String, address: String, city: String, state: String?, country: String, timeZone: String) {
        self.name = name
        self.address = address
        self.city = city
        self.state = state
        self.country = country
        self.timeZone = timeZone
    }
}

/// A scheduled class with its seats as they stand (C4, C7, D1). The vocabulary's ClassOffering.
package struct Offering: Hashable, Sendable {
    package var id: OfferingID
    package var course: CourseCode
    package var edition: EditionID
    package var kind: OfferingKind
    package var status: OfferingStatus
    package var title: String
    package var agency: AgencyID
    package var leadInstructor: PersonID?
    package var startsOn: Day
    package var endsOn: Day
    package var venue: Venue
    package var capacity: Int
    /// Seats held by registrations, and what is left of open allotments.
    package var seatsTaken: Int
    package var waitlistLength: Int
    package var prices: PriceSchedule
    package var version: Int

    package init(
        id: OfferingID, course: CourseCode, edition: EditionID, kind: OfferingKind, status: OfferingStatus = .published,
        title: String, agency: AgencyID, leadInstructor: PersonID? = nil, startsOn: Day, endsOn: Day, venue: Venue,
        capacity: Int, seatsTaken: Int = 0, waitlistLength: Int = 0, prices: PriceSchedule, version: Int = 1
    ) {
        self.id = id
        self.course = course
        self.edition = edition
        self.kind = kind
        self.status = status
        self.title = title
        self.agency = agency
        self.leadInstructor = leadInstructor
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.venue = venue
        self.capacity = capacity
        self.seatsTaken = seatsTaken
        self.waitlistLength = waitlistLength
        self.prices = prices
        self.version = version
    }

    /// No class or conference lasts longer: the calendar looks back no further for those under way.
    package static let mostDays = 60

    package static func canLast(from first: Day, to last: Day) -> Bool {
        first <= last && first.days(until: last) < mostDays
    }

    package var seatsRemaining: Int {
        status == .published ? max(0, capacity - seatsTaken) : 0
    }

    /// Every day of the class, first to last.
    package var days: [Day] {
        startsOn <= endsOn ? (0...startsOn.days(until: endsOn)).map { startsOn.adding(days: $0) } : []
    }
}

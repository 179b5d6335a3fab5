package import Primitives

/// The kind of an offering.
package enum OfferingKind: String, Codable, CaseIterable, Sendable {
    case `class`
    case conference
}

/// The state of an offering.
package enum OfferingStatus: String, Codable, CaseIterable, Sendable {
    case published
    case cancelled
}

/// A scheduled class or conference with its seats (C4, C7, D1): the vocabulary's ClassOffering.
package struct Offering: Hashable, Sendable {
    package var id: OfferingID
    package var course: CourseCode
    package var edition: EditionID
    package var kind: OfferingKind
    package var status: OfferingStatus
    package var title: String
    /// The host.
    package var agency: AgencyID
    package var leadInstructor: PersonID?
    package var startsOn: Day
    package var endsOn: Day
    package var venue: Venue
    package var capacity: Int
    /// The seats of active registrations and the unused seats of open allotments.
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

    /// The number of days that a class lasts at most. The calendar looks back this far for classes under way.
    package static let maximumDays = 60

    /// Returns whether a class may last from one day to another.
    package static func canLast(from first: Day, to last: Day) -> Bool {
        first <= last && first.days(until: last) < maximumDays
    }

    package var seatsRemaining: Int {
        status == .published ? max(0, capacity - seatsTaken) : 0
    }

    /// Every day of the class, first to last.
    package var days: [Day] {
        startsOn <= endsOn ? (0...startsOn.days(until: endsOn)).map { startsOn.adding(days: $0) } : []
    }
}

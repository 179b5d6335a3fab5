package import Primitives

/// The seats of one offering under its row lock: the state that every seat decision reads and moves on.
///
/// The store loads it, the desk may decide a whole group on it in order, and the facts that come out say what to write. `seatsTaken`
/// counts active registrations that hold a seat and the unused seats of open allotments; it never exceeds `capacity`.
package struct SeatBook: Hashable, Sendable {
    package var status: OfferingStatus
    package var startsOn: Day
    package var endsOn: Day
    /// The class's first day begins at the venue: no offer is open longer (D7). Nil where nothing is offered.
    package var startsAt: Instant?
    package var capacity: Int
    package var seatsTaken: Int
    package var waitlistLength: Int
    /// The waitlist's first registrations in order; at least one for each seat that may come free.
    package var waitlist: [Registration]
    /// Those of the people in question who have an active registration here.
    package var people: Set<PersonID>
    package var allotments: [SeatAllotment]
    /// Those of the registrations in question whose person attended a day or completed the class.
    package var attended: Set<RegistrationID>

    package init(
        status: OfferingStatus = .published, startsOn: Day, endsOn: Day, startsAt: Instant? = nil, capacity: Int,
        seatsTaken: Int = 0,
        waitlistLength: Int = 0, waitlist: [Registration] = [], people: Set<PersonID> = [],
        allotments: [SeatAllotment] = [], attended: Set<RegistrationID> = []
    ) {
        self.status = status
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.startsAt = startsAt
        self.capacity = capacity
        self.seatsTaken = seatsTaken
        self.waitlistLength = waitlistLength
        self.waitlist = waitlist
        self.people = people
        self.allotments = allotments
        self.attended = attended
    }

    package var seatsRemaining: Int { max(0, capacity - seatsTaken) }

    func fact(
        _ action: SeatAction, _ registration: Registration, _ cause: SeatCause, from person: PersonID? = nil,
        allotment: AllotmentID? = nil
    ) -> SeatFact {
        SeatFact(
            action: action, registration: registration, person: person ?? registration.person,
            toPerson: action == .transferred ? registration.person : nil, capacity: capacity, seatsTaken: seatsTaken,
            waitlistLength: waitlistLength, allotment: allotment, cause: cause)
    }
}

/// One thing asked of an offering's seats.
package enum SeatCommand: Hashable, Sendable {
    case register(SeatRequest)
    /// The status is the registration's present one; fees are decided by `Cancellation`.
    case cancel(Registration, SeatCause)
    case transfer(Registration, to: PersonID)
    /// Takes a waitlist offer.
    case accept(Registration)
    /// The time for an offer, or for waiting at all, is over.
    case lapse(Registration)
    /// All that was due is paid.
    case settle(Registration)
    case resize(capacity: Int)
}

/// A named person's wish for a seat (D2).
package struct SeatRequest: Hashable, Sendable {
    package var registration: RegistrationID
    package var person: PersonID
    package var kind: RegistrationKind
    package var rateCategory: RateCategory
    package var total: Money
    package var takesSeat: Bool
    /// Join the waitlist when the class is full (D7).
    package var waitlist: Bool
    /// The agency whose coordinator asks; its allotment is drawn from first (D3).
    package var agency: AgencyID?
    package var cause: SeatCause

    package init(
        registration: RegistrationID, person: PersonID, kind: RegistrationKind, rateCategory: RateCategory,
        total: Money, takesSeat: Bool = true, waitlist: Bool = false, agency: AgencyID? = nil,
        cause: SeatCause = .registered
    ) {
        self.registration = registration
        self.person = person
        self.kind = kind
        self.rateCategory = rateCategory
        self.total = total
        self.takesSeat = takesSeat
        self.waitlist = waitlist
        self.agency = agency
        self.cause = cause
    }
}

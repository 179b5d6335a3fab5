package import Primitives

/// The seats of one offering under its row lock, on which every seat decision is made.
///
/// The desk decides a group of commands on one book, in their order. The facts that a decision returns state what is to
/// be written. `seatsTaken` counts the active registrations that hold a seat and the unused seats of open allotments;
/// no decision raises it above `capacity` (D1).
package struct SeatBook: Hashable, Sendable {
    package var status: OfferingStatus
    package var startsOn: Day
    package var endsOn: Day
    /// The start of the first day at the venue, at which every offer ends (D7). Nil for a book that makes no offers.
    package var startsAt: Instant?
    package var capacity: Int
    package var seatsTaken: Int
    package var waitlistLength: Int
    /// The first registrations of the waitlist, in order: at least one for each seat that may become free.
    package var waitlist: [Registration]
    /// The persons of the commands who have an active registration for the class.
    package var people: Set<PersonID>
    package var allotments: [SeatAllotment]
    /// The registrations of the commands whose person attended a day or completed the class.
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

package import Primitives

/// What happened to one seat, with the offering's seats as they stand after it: the shape of every `registration.seat.*` fact.
package struct SeatFact: Hashable, Sendable {
    package var action: SeatAction
    package var registration: Registration
    /// The seat's holder before a transfer; else the registration's person.
    package var person: PersonID
    package var toPerson: PersonID?
    package var capacity: Int
    package var seatsTaken: Int
    package var waitlistLength: Int
    /// The allotment that the seat was drawn from (D3).
    package var allotment: AllotmentID?
    package var cause: SeatCause
}

package enum SeatAction: String, Hashable, Sendable, CaseIterable {
    case taken
    case offered
    case confirmed
    case released
    case transferred
    case waitlisted
}

/// Why a seat moved.
package enum SeatCause: String, Hashable, Sendable, CaseIterable {
    case registered
    case seatFreed
    case paid
    case offerAccepted
    case offerLapsed
    /// Nobody waits for a class that is over (D7).
    case offeringOver
    case cancelledByPerson
    case cancelledByStaff
    case offeringCancelled
    case transferred
    case assigned
    case unassigned
}

/// Seats kept for an agency that called, for a while (D3).
package struct SeatAllotment: Hashable, Sendable {
    package var id: AllotmentID
    package var agency: AgencyID
    package var seats: Int
    /// Seats drawn by the agency's registrations.
    package var used: Int
    package var expiresAt: Instant

    package init(id: AllotmentID, agency: AgencyID, seats: Int, used: Int = 0, expiresAt: Instant) {
        self.id = id
        self.agency = agency
        self.seats = seats
        self.used = used
        self.expiresAt = expiresAt
    }

    package var unused: Int { seats - used }

    /// Whether a seat may be drawn now.
    package func isOpen(at instant: Instant) -> Bool { unused > 0 && instant < expiresAt }
}

/// Why a seat cannot be had, given, or given back.
package enum SeatRejection: Error, Hashable, Sendable {
    /// D1.
    case offeringFull
    /// D6.
    case alreadyRegistered
    case offeringCancelled
    case offeringOver
    case offeringStarted
    /// The person attended a day or completed the class: the seat is used, and one class gives one certificate (D5, F1).
    case attended
    /// The registration is not, or no longer, in a status that allows the step.
    case notInStatus(RegistrationStatus)
    /// D7: the time to confirm is over.
    case offerLapsed
    /// The capacity asked for is below the seats taken.
    case capacityBelowTaken(taken: Int)
    /// D3: fewer seats are free than the allotment asks for.
    case notEnoughSeats(remaining: Int)
}

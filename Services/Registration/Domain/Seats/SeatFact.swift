package import Primitives

/// A change of one seat, with the class's seats after it: the content of every `registration.seat.*` event.
package struct SeatFact: Hashable, Sendable {
    package var action: SeatAction
    package var registration: Registration
    /// The seat's holder, before the transfer if it was transferred.
    package var person: PersonID
    /// The seat's holder after a transfer.
    package var toPerson: PersonID?
    package var capacity: Int
    package var seatsTaken: Int
    package var waitlistLength: Int
    /// The allotment that the seat was drawn from (D3).
    package var allotment: AllotmentID?
    package var cause: SeatCause
}

/// The kind of a seat's change.
package enum SeatAction: String, Hashable, Sendable, CaseIterable {
    case taken
    case offered
    case confirmed
    case released
    case transferred
    case waitlisted
}

/// The cause of a seat's change.
package enum SeatCause: String, Hashable, Sendable, CaseIterable {
    case registered
    case seatFreed
    case paid
    case offerAccepted
    case offerLapsed
    /// The class ended while the person waited (D7).
    case offeringOver
    case cancelledByPerson
    case cancelledByStaff
    case offeringCancelled
    case transferred
    case assigned
    case unassigned
}

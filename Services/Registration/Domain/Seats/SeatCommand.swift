package import Primitives

/// A command to the seats of an offering. A registration in a command has its status under the offering's lock.
package enum SeatCommand: Hashable, Sendable {
    case register(SeatRequest)
    /// Releases a seat or leaves the waitlist; `Cancellation` decides the fee.
    case cancel(Registration, SeatCause)
    case transfer(Registration, to: PersonID)
    /// Accepts a waitlist offer.
    case accept(Registration)
    /// Ends an offer that was not accepted in time, or the wait for a class that is over.
    case lapse(Registration)
    /// Confirms a registration whose invoice is paid.
    case confirmPayment(Registration)
    case resize(capacity: Int)
}

/// A named person's request for a seat (D2).
package struct SeatRequest: Hashable, Sendable {
    package var registration: RegistrationID
    package var person: PersonID
    package var kind: RegistrationKind
    package var rateCategory: RateCategory
    package var total: Money
    package var takesSeat: Bool
    /// Whether the person joins the waitlist if the class is full (D7).
    package var waitlist: Bool
    /// The agencies whose allotments may be drawn from; the oldest open one is used first (D3).
    package var agencies: Set<AgencyID>
    package var cause: SeatCause

    package init(
        registration: RegistrationID, person: PersonID, kind: RegistrationKind, rateCategory: RateCategory,
        total: Money, takesSeat: Bool = true, waitlist: Bool = false, agencies: Set<AgencyID> = [],
        cause: SeatCause = .registered
    ) {
        self.registration = registration
        self.person = person
        self.kind = kind
        self.rateCategory = rateCategory
        self.total = total
        self.takesSeat = takesSeat
        self.waitlist = waitlist
        self.agencies = agencies
        self.cause = cause
    }
}

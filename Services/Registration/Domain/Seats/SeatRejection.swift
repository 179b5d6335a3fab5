/// The reason why a seat cannot be taken, changed or released.
package enum SeatRejection: Error, Hashable, Sendable {
    /// No seat is free (D1).
    case offeringFull
    /// The person has an active registration for the class (D6).
    case alreadyRegistered
    case offeringCancelled
    case offeringOver
    case offeringStarted
    /// The person attended a day or completed the class, so the seat is used (D5, F1).
    case attended
    /// The registration is in a status that does not allow the step.
    case notInStatus(RegistrationStatus)
    /// The time to accept the offer is over (D7).
    case offerLapsed
    /// The capacity would be less than the seats taken.
    case capacityBelowTaken(taken: Int)
    /// The allotment has more seats than are free (D3).
    case notEnoughSeats(remaining: Int)
    /// The allotment would expire in the past, or later than a year from now (D3).
    case expiryOutOfRange
    /// The allotment is not open any more (D3).
    case allotmentEnded
}

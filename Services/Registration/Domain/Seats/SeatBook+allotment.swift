package import Primitives

extension SeatBook {
    /// Keeps seats for an agency (D3). They count as taken until drawn or ended.
    package mutating func allot(_ allotment: SeatAllotment, at moment: RegistrationMoment) throws(SeatRejection) {
        guard status == .published else { throw .offeringCancelled }
        guard moment.venueDay <= endsOn else { throw .offeringOver }
        guard allotment.seats <= seatsRemaining else { throw .notEnoughSeats(remaining: seatsRemaining) }
        seatsTaken += allotment.unused
        allotments.append(allotment)
    }

    /// Ends an allotment: what was not drawn is free again, and goes to the waitlist first.
    ///
    /// - Returns: the allotment as it ended, and the facts of those who were offered a seat. Nil when it is not open here.
    package mutating func endAllotment(
        _ id: AllotmentID, at moment: RegistrationMoment, under policy: RegistrationPolicy
    ) -> (ended: SeatAllotment, seatsTaken: Int, promoted: [SeatFact])? {
        guard let index = allotments.firstIndex(where: { $0.id == id }) else { return nil }
        let ended = allotments.remove(at: index)
        seatsTaken -= ended.unused
        let after = seatsTaken
        let promoted = promote(at: moment, under: policy)
        return (ended, after, promoted)
    }
}

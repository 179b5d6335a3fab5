package import Primitives

/// Seats reserved for an agency until a time (D3).
package struct SeatAllotment: Hashable, Sendable {
    package var id: AllotmentID
    package var agency: AgencyID
    package var seats: Int
    /// The seats that the agency's registrations have drawn.
    package var used: Int
    package var expiresAt: Instant

    package init(id: AllotmentID, agency: AgencyID, seats: Int, used: Int = 0, expiresAt: Instant) {
        self.id = id
        self.agency = agency
        self.seats = seats
        self.used = used
        self.expiresAt = expiresAt
    }

    /// An allotment expires earlier than this many days after it was made.
    package static let maximumDays = 366

    package var unused: Int { seats - used }

    /// Returns whether a seat may be drawn.
    package func isOpen(at instant: Instant) -> Bool { unused > 0 && instant < expiresAt }
}

extension SeatBook {
    /// Reserves seats for an agency (D3). They count as taken until the allotment ends.
    ///
    /// - Throws: `expiryOutOfRange`, `offeringCancelled`, `offeringOver`, `notEnoughSeats`.
    package mutating func allot(_ allotment: SeatAllotment, at moment: RegistrationMoment) throws(SeatRejection) {
        let latest = moment.instant.adding(seconds: SeatAllotment.maximumDays * 86_400)
        guard moment.instant < allotment.expiresAt, allotment.expiresAt < latest else { throw .expiryOutOfRange }
        guard status == .published else { throw .offeringCancelled }
        guard moment.venueDay <= endsOn else { throw .offeringOver }
        guard allotment.seats <= seatsRemaining else { throw .notEnoughSeats(remaining: seatsRemaining) }
        seatsTaken += allotment.unused
        allotments.append(allotment)
    }

    /// Ends an allotment (D3): its unused seats are free, and are offered to the waitlist first (D7).
    ///
    /// - Returns: The ended allotment, the seats taken before any offer, and the facts of the offers.
    /// - Throws: `allotmentEnded` for an allotment that the book does not have.
    package mutating func endAllotment(
        _ id: AllotmentID, at moment: RegistrationMoment, under policy: RegistrationPolicy
    ) throws(SeatRejection) -> (ended: SeatAllotment, seatsTaken: Int, promoted: [SeatFact]) {
        guard let index = allotments.firstIndex(where: { $0.id == id }) else { throw .allotmentEnded }
        let ended = allotments.remove(at: index)
        seatsTaken -= ended.unused
        let after = seatsTaken
        let promoted = promote(at: moment, under: policy)
        return (ended, after, promoted)
    }
}

package import Primitives

/// The parts of a published class that staff may change (C7).
package struct OfferingRevision: Hashable, Sendable {
    package var plan: OfferingPlan
    package var title: String
    package var leadInstructor: PersonID?
    /// Prices that count from today on; nil if the prices stay.
    package var prices: PriceProposal?

    /// Makes the revision of a class that changes nothing.
    package init(of offering: Offering, _ details: OfferingDetails) {
        plan = OfferingPlan(
            course: offering.course, venue: offering.venue, startsOn: offering.startsOn, endsOn: offering.endsOn,
            capacity: offering.capacity, details: details)
        title = offering.title
        leadInstructor = offering.leadInstructor
    }
}

/// The records of a class that remain true when it is moved or cancelled (F1).
package struct OfferingRecords: Hashable, Sendable {
    /// The days with attendance, in order.
    package var attendedDays: [Day]
    /// Whether a completion of the class stands.
    package var isCompleted: Bool

    package init(attendedDays: [Day] = [], isCompleted: Bool = false) {
        self.attendedDays = attendedDays
        self.isCompleted = isCompleted
    }
}

extension Offering {
    /// Revises a published class, except its capacity, which the seats decide (`SeatCommand.resize`). A class that
    /// starts on another day teaches the edition of that day (C2). Quotes that were made keep their prices.
    ///
    /// - Parameters:
    ///   - course: The class's course.
    ///   - isZone: Whether the system knows the revised venue's time zone.
    ///   - today: The date at the revised venue.
    /// - Throws: `cancelled`, `venue`, `datesOutOfOrder`, `move`, then `prices`; the class is then unchanged.
    package mutating func revise(
        as revision: OfferingRevision, course: Course?, isZone: Bool, records: OfferingRecords, on today: Day
    ) throws(OfferingRejection) {
        guard status == .published else { throw .cancelled }
        var revised = self
        if revision.plan.venue != venue {
            do { try revision.plan.venue.check(isZone: isZone) } catch { throw .venue(error) }
            revised.venue = revision.plan.venue
        }
        revised.startsOn = revision.plan.startsOn
        revised.endsOn = revision.plan.endsOn
        if revised.startsOn != startsOn { revised.edition = course?.edition(on: revised.startsOn)?.id ?? edition }
        guard Offering.canLast(from: revised.startsOn, to: revised.endsOn) else { throw .datesOutOfOrder }
        if revised.isMoved(from: self) {
            do { try revised.move(from: self, records: records, on: today) } catch { throw .move(error) }
        }
        revised.title = revision.title
        revised.leadInstructor = revision.leadInstructor
        if let proposal = revision.prices {
            do { revised.prices.replace(with: try proposal.approved(), on: today) } catch { throw .prices(error) }
        }
        self = revised
    }

    /// Approves prices of a published class from a day on (E1, E2). Quotes that were made keep theirs.
    ///
    /// - Parameter today: The date at the venue.
    /// - Returns: The approved prices.
    /// - Throws: `cancelled`, then `prices`.
    package mutating func approve(
        _ proposal: PriceProposal, from day: Day, on today: Day
    ) throws(OfferingRejection) -> PriceList {
        guard status == .published else { throw .cancelled }
        do { return try prices.approve(proposal, from: day, on: today) } catch { throw .prices(error) }
    }

    /// Cancels a class that was not held (D5).
    ///
    /// - Throws: `completed`, then `cancelled`.
    package mutating func cancel(_ records: OfferingRecords) throws(OfferingRejection) {
        guard !records.isCompleted else { throw .completed }
        guard status == .published else { throw .cancelled }
        status = .cancelled
    }
}

extension SeatBook {
    /// Releases every active registration of a cancelled class; no seat is offered to the waitlist (D5).
    ///
    /// - Returns: The release of each registration, in their order.
    /// - Throws: `SeatRejection.notInStatus` for a registration that is not active.
    package mutating func releaseAll(
        _ registrations: [Registration], at moment: RegistrationMoment, under policy: RegistrationPolicy
    ) throws(SeatRejection) -> [SeatFact] {
        var facts: [SeatFact] = []
        for registration in registrations {
            facts += try decide(.cancel(registration, .offeringCancelled), at: moment, under: policy)
        }
        return facts
    }
}

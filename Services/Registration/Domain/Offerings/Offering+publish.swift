package import Primitives

/// What staff decides about a class beyond its plan.
package struct OfferingTerms: Hashable, Sendable {
    /// Nil for the course's kind.
    package var kind: OfferingKind?
    package var leadInstructor: PersonID?
    /// Nil for the course's prices of the day.
    package var prices: PriceProposal?

    package init(kind: OfferingKind? = nil, leadInstructor: PersonID? = nil, prices: PriceProposal? = nil) {
        self.kind = kind
        self.leadInstructor = leadInstructor
        self.prices = prices
    }
}

/// The reason why a class cannot be published, changed or cancelled.
package enum OfferingRejection: Error, Hashable, Sendable {
    case cancelled
    /// A completion of the class stands (F1).
    case completed
    /// The last day is before the first, or the class lasts too long.
    case datesOutOfOrder
    case venue(VenueRejection)
    case courseUnknown
    case prices(PriceRejection)
    case move(MoveRejection)
}

extension Offering {
    /// Publishes a class that staff planned (C4). Staff may publish a class that has begun.
    ///
    /// - Parameters:
    ///   - agency: The host.
    ///   - course: The plan's course; nil if the catalogue has none with its code.
    ///   - isZone: Whether the system knows the venue's time zone.
    /// - Throws: What `OfferingPlan.check(course:isZone:)` throws, then `prices`.
    package static func publish(
        _ id: OfferingID, as plan: OfferingPlan, on terms: OfferingTerms, for agency: AgencyID, course: Course?,
        isZone: Bool, at moment: RegistrationMoment
    ) throws(OfferingRejection) -> Offering {
        let course = try plan.check(course: course, isZone: isZone)
        return try Offering(id, as: plan, on: terms, for: agency, course: course, at: moment)
    }

    /// Makes the class of a checked plan. It teaches the edition of its first day (C2), and costs what its course costs
    /// on the day of its publication at the association unless the terms state its prices (E1).
    ///
    /// - Throws: `courseUnknown` for a course without an edition, then `prices`.
    init(
        _ id: OfferingID, as plan: OfferingPlan, on terms: OfferingTerms, for agency: AgencyID, course: Course,
        at moment: RegistrationMoment
    ) throws(OfferingRejection) {
        guard let edition = course.edition(on: plan.startsOn) else { throw .courseUnknown }
        let prices: PriceList
        do {
            prices = try terms.prices?.approved() ?? course.prices.prices(on: moment.associationDay)
        } catch {
            throw .prices(error)
        }
        self.init(
            id: id, course: course.code, edition: edition.id, kind: terms.kind ?? course.kind, title: course.title,
            agency: agency, leadInstructor: terms.leadInstructor, startsOn: plan.startsOn, endsOn: plan.endsOn,
            venue: plan.venue, capacity: plan.capacity, prices: PriceSchedule(prices))
    }
}

package import Primitives

/// The state of a person's membership on a day (B2).
package struct Standing: Hashable, Sendable {
    package enum Status: String, Codable, CaseIterable, Sendable {
        case active
        case pendingPayment
        case upcoming
        case expired
    }

    package var status: Status
    /// The days of membership without a gap that the status is about; nil for an order.
    package var validFrom: Day?
    package var validTo: Day?
    package var isInGoodStanding: Bool

    /// Judges the terms and holds of a person and of everybody merged into that person (A5).
    ///
    /// - Parameter order: the person's own order.
    /// - Returns: nil for a person who has no membership and no order.
    package init?(terms: [MembershipTerm], holds: [StandingHold], order: MembershipOrder?, on today: Day) {
        let counted = terms.filter { !$0.isRevoked }
        if let span = counted.span(on: today) {
            status = .active
            (validFrom, validTo) = (span.from, span.to)
            isInGoodStanding = !holds.contains { $0.covers(today) }
            return
        }
        isInGoodStanding = false
        if let next = counted.filter({ $0.validFrom > today }).min(by: { $0.validFrom < $1.validFrom }) {
            status = .upcoming
            (validFrom, validTo) = (next.validFrom, counted.span(on: next.validFrom)?.to)
        } else if order != nil {
            status = .pendingPayment
        } else if let last = counted.max(by: { $0.validTo < $1.validTo }) {
            status = .expired
            (validFrom, validTo) = (counted.span(on: last.validTo)?.from, last.validTo)
        } else {
            return nil
        }
    }
}

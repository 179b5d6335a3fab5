package import Primitives

/// The reason why a class cannot be moved to other days.
package enum MoveRejection: Error, Hashable, Sendable {
    /// A registration has attendance on a day that would not be one of the class's days (F1).
    case dayAttended(Day)
    /// A completion of the class stands, dated by its last day (F1, I1).
    case completed
    /// The new first day has passed at the venue.
    case datesPassed
}

extension Offering {
    /// Returns whether the class is on other days or in another town than `plan` stated, which makes a cancellation
    /// free for a while (D5). Another building in the same town is not a move.
    package func isMoved(from plan: Offering) -> Bool {
        startsOn != plan.startsOn || endsOn != plan.endsOn || venue.city != plan.venue.city
            || venue.state != plan.venue.state || venue.country != plan.venue.country
    }

    /// Checks that the class may move from `plan` to its present days: its records stay true.
    ///
    /// - Parameter today: The date at the venue.
    /// - Throws: `datesPassed`, `dayAttended` or `completed`, in this order.
    package func move(
        from plan: Offering, records: OfferingRecords, on today: Day
    ) throws(MoveRejection) {
        guard startsOn == plan.startsOn || startsOn >= today else { throw .datesPassed }
        if let day = records.attendedDays.first(where: { $0 < startsOn || endsOn < $0 }) { throw .dayAttended(day) }
        guard !records.isCompleted || endsOn == plan.endsOn else { throw .completed }
    }
}

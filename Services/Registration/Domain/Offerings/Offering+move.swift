package import Primitives

/// Why the association cannot move a class to these days.
package enum MoveRejection: Error, Hashable, Sendable {
    /// Somebody was present on a day that would not be one of its days (F1).
    case dayAttended(Day)
    /// Completions stand, dated by the class's last day (F1, I1).
    case completed
    /// The new first day is over at the venue.
    case datesPassed
}

extension Offering {
    /// Whether people would have to come on other days, or to another town, than `plan` said: then they may give their seat back
    /// without a fee for a while (D5). Another hall of the town is no move.
    package func isMoved(from plan: Offering) -> Bool {
        startsOn != plan.startsOn || endsOn != plan.endsOn || venue.city != plan.venue.city
            || venue.state != plan.venue.state || venue.country != plan.venue.country
    }

    /// A class that is moved keeps its seats, and what was recorded of it stays true.
    ///
    /// - Parameters:
    ///   - days: those on which somebody was present.
    ///   - isCompleted: a completion of it stands.
    ///   - today: at the venue.
    package func move(
        from plan: Offering, attended days: [Day], isCompleted: Bool, on today: Day
    ) throws(MoveRejection) {
        guard startsOn == plan.startsOn || startsOn >= today else { throw .datesPassed }
        if let day = days.first(where: { $0 < startsOn || endsOn < $0 }) { throw .dayAttended(day) }
        guard !isCompleted || endsOn == plan.endsOn else { throw .completed }
    }
}

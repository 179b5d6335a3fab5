package import Primitives

/// A span of days of membership, from a purchase, a paid rate (B4) or the office. Both dates are days of membership.
package struct MembershipTerm: Hashable, Sendable {
    package enum Cause: String, Hashable, Sendable {
        case purchase
        case ratePaid
        case office
    }

    package var id: MembershipID
    package var type: String
    package var validFrom: Day
    package var validTo: Day
    package var cause: Cause
    package var registrationID: RegistrationID?
    package var isRevoked: Bool

    package init(
        id: MembershipID, type: String, validFrom: Day, validTo: Day, cause: Cause,
        registrationID: RegistrationID? = nil, isRevoked: Bool = false
    ) {
        self.id = id
        self.type = type
        self.validFrom = validFrom
        self.validTo = validTo
        self.cause = cause
        self.registrationID = registrationID
        self.isRevoked = isRevoked
    }

    package func covers(_ day: Day) -> Bool {
        !isRevoked && validFrom <= day && day <= validTo
    }

    /// Returns the last day of the months that begin on `from`: the day before its anniversary. In a month without that
    /// date it is the month's last day (29 February 2028 + 12 months: 28 February 2029).
    package static func lastDay(from: Day, months: Int) -> Day {
        let anniversary = from.adding(months: months)
        return anniversary.parts.day == from.parts.day ? anniversary.adding(days: -1) : anniversary
    }
}

extension [MembershipTerm] {
    /// Returns the first day of a new term (B3): the day after the last term's end, or today when that end is more than
    /// `graceDays` ago.
    package func nextStart(today: Day, graceDays: Int) -> Day {
        guard let end = lazy.filter({ !$0.isRevoked }).map(\.validTo).max(), today <= end.adding(days: graceDays)
        else { return today }
        return end.adding(days: 1)
    }

    /// Returns the days of membership without a gap around `day`; nil when `day` is none of them.
    package func span(on day: Day) -> (from: Day, to: Day)? {
        let terms = filter { !$0.isRevoked }.sorted { $0.validFrom < $1.validFrom }
        var current: (from: Day, to: Day)?
        for term in terms {
            if let span = current, term.validFrom <= span.to.adding(days: 1) {
                current = (span.from, Swift.max(span.to, term.validTo))
            } else {
                if let span = current, span.from <= day, day <= span.to { return span }
                current = (term.validFrom, term.validTo)
            }
        }
        guard let span = current, span.from <= day, day <= span.to else { return nil }
        return span
    }
}

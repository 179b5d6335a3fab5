package import Primitives

/// Days of membership that count: from a purchase, a paid rate (B4) or the office. Both dates are days of membership.
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

    /// The last day of `months` months that begin on `from`: the day before the same date, where a date that the month
    /// lacks counts as its end (29 February 2028 + 12 months: to 28 February 2029).
    package static func lastDay(from: Day, months: Int) -> Day {
        let anniversary = from.adding(months: months)
        return anniversary.parts.day == from.parts.day ? anniversary.adding(days: -1) : anniversary
    }
}

extension [MembershipTerm] {
    /// Where a new term begins: the day after the last one's end while `today` is in it, before it, or at most
    /// `graceDays` after it (B3); else today.
    package func nextStart(today: Day, graceDays: Int) -> Day {
        guard let end = lazy.filter({ !$0.isRevoked }).map(\.validTo).max(), today <= end.adding(days: graceDays)
        else { return today }
        return end.adding(days: 1)
    }

    /// Days of membership without a gap, as one: the span that holds `day`, else nil.
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

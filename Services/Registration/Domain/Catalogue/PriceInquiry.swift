package import Primitives

/// What the price of a registration depends on.
package struct PriceInquiry: Hashable, Sendable {
    package var course: CourseCode
    package var courseTitle: String
    package var prices: PriceList
    package var kind: RegistrationKind
    /// Whether a membership term is in force on the registration day (E1).
    package var isMember: Bool
    /// Whether the person has a completion of Basic that is not voided; an audit gives none (E3).
    package var hasCompletedBasic: Bool
    /// The award of a scholarship; nil without one (E5).
    package var award: ScholarshipAward?

    package init(
        course: CourseCode, courseTitle: String, prices: PriceList, kind: RegistrationKind = .regular,
        isMember: Bool, hasCompletedBasic: Bool, award: ScholarshipAward? = nil
    ) {
        self.course = course
        self.courseTitle = courseTitle
        self.prices = prices
        self.kind = kind
        self.isMember = isMember
        self.hasCompletedBasic = hasCompletedBasic
        self.award = award
    }
}

extension PriceInquiry {
    /// A rate that applies, with its reason.
    struct Rate {
        var category: RateCategory
        var code: PriceLine.Code
        var amount: Money
        var reason: String
    }

    /// The member or the non-member rate.
    var ownRate: Rate {
        isMember
            ? Rate(
                category: .member, code: .memberRate, amount: prices.member,
                reason: "a membership is in force on the registration date")
            : Rate(
                category: .nonMember, code: .nonMemberRate, amount: prices.nonMember,
                reason: "no membership is known on the registration date")
    }

    /// Returns the early-bird rate up to its last day if it is lower than the person's own rate, else the latter (E2).
    func regularRate(on day: Day) -> Rate {
        guard let earlyBird = prices.earlyBird, day <= earlyBird.until, earlyBird.price < ownRate.amount else {
            return ownRate
        }
        return Rate(
            category: .earlyBirdConference, code: .earlyBirdRate, amount: earlyBird.price,
            reason: "registered by \(earlyBird.until), and lower than the \(isMember ? "member" : "non-member") rate")
    }

    func line(_ code: PriceLine.Code, _ amount: Money, _ reason: String) -> PriceLine {
        PriceLine(code: code, description: courseTitle, amount: amount, reason: reason)
    }
}

package import Primitives

/// What a price depends on.
package struct PriceInquiry: Hashable, Sendable {
    package var course: CourseCode
    package var courseTitle: String
    package var prices: PriceList
    package var kind: RegistrationKind
    /// A membership term is in force on the registration day (E1).
    package var isMember: Bool
    /// The person completed Basic before: a completion that stands, not an audit (E3).
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

/// What staff granted to a scholarship's applicant (E5).
package enum ScholarshipAward: Hashable, Sendable {
    case full
    case amount(Money)
}

extension ScholarshipAward {
    /// What the award takes off a price: all of it at most. What an amount has beyond the price is not credited, and the line says so.
    package func line(on price: Money) -> PriceLine {
        let (amount, reason) =
            switch self {
            case .full: (price, "awarded in full by the office")
            case .amount(let amount) where amount > price:
                (price, "\(amount) awarded by the office, of which the price takes \(price)")
            case .amount(let amount): (amount, "awarded by the office")
            }
        return PriceLine(code: .scholarshipAward, description: "Scholarship", amount: -amount, reason: reason)
    }
}

extension PriceQuote {
    /// E1, E2, E3, E5, E6: the one rate that applies, then the discounts, each with its reason; never below zero.
    package static func decide(
        _ inquiry: PriceInquiry, at moment: RegistrationMoment, under policy: RegistrationPolicy
    ) -> PriceQuote {
        var quote = PriceQuote(
            rateCategory: .audit, lines: [], rulePack: policy.version, referenceDay: moment.associationDay,
            prices: inquiry.prices)
        switch inquiry.kind {
        case .audit:
            quote.lines = [
                inquiry.line(.auditRate, .zero, "an audit has no registration cost, and earns no completion")
            ]
        case .staff:
            quote.lines = [inquiry.line(.staffRate, .zero, "a teaching seat is not charged")]
        case .scholarship:
            quote.rateCategory = .scholarship
            let price = inquiry.ownRate
            quote.lines = [inquiry.line(.scholarshipRate, price.amount, price.reason)]
            if let award = inquiry.award { quote.lines.append(award.line(on: price.amount)) }
        case .regular:
            if inquiry.award != nil {
                // E5: an award counts whichever kind was asked for, unless the person pays less without it.
                var (granted, plain) = (inquiry, inquiry)
                granted.kind = .scholarship
                plain.award = nil
                let quotes = [granted, plain].map { decide($0, at: moment, under: policy) }
                return quotes[0].total <= quotes[1].total ? quotes[0] : quotes[1]
            }
            let rate = inquiry.regularRate(on: moment.venueDay)
            quote.rateCategory = rate.category
            quote.lines = [inquiry.line(rate.code, rate.amount, rate.reason)]
            if inquiry.course == .basicSRO, inquiry.hasCompletedBasic {
                let discount = min(policy.basicRetakeDiscount, rate.amount)
                quote.lines.append(
                    PriceLine(
                        code: .basicRetakeDiscount, description: "Discount for returning to Basic", amount: -discount,
                        reason: "Basic was completed before"))
            }
        }
        return quote
    }

    /// D4, E3: the discount for returning to Basic is the person's, not the seat's: the line that takes it back from a target who
    /// did not complete Basic, or gives it to one who did. Nil when the price stays.
    package func retakeCorrection(course: CourseCode, targetHasCompletedBasic: Bool, under policy: RegistrationPolicy)
        -> PriceLine?
    {
        guard [.member, .nonMember, .earlyBirdConference].contains(rateCategory) else { return nil }
        let given = lines.filter { $0.code == .basicRetakeDiscount }.reduce(Money.zero) { $0 - $1.amount }
        let isDue = course == .basicSRO && targetHasCompletedBasic
        let due = isDue ? min(policy.basicRetakeDiscount, total + given) : .zero
        guard given != due else { return nil }
        return PriceLine(
            code: .basicRetakeDiscount, description: "Discount for returning to Basic", amount: given - due,
            reason: isDue
                ? "the seat's new holder completed Basic before" : "the seat's new holder did not complete Basic before"
        )
    }

    /// E1: the line that takes a non-member price down to the member price, when a term in force and granted by the registration
    /// becomes known later. Nil when there is nothing to correct: another rate, corrected already, or no lower price.
    ///
    /// - Parameter prices: those of the registration's day, for quotes that do not hold them.
    package func membershipCorrection(prices: PriceList) -> PriceLine? {
        guard rateCategory == .nonMember, !lines.contains(where: { $0.code == .membershipCorrection }) else {
            return nil
        }
        let price = lines.filter { $0.code == .nonMemberRate }.reduce(Money.zero) { $0 + $1.amount }
        let difference = min(price - (self.prices ?? prices).member, total)
        guard difference > .zero else { return nil }
        return PriceLine(
            code: .membershipCorrection, description: "Member rate", amount: -difference,
            reason: "a membership in force on \(referenceDay) became known after the registration")
    }
}

extension PriceInquiry {
    fileprivate struct Rate {
        var category: RateCategory
        var code: PriceLine.Code
        var amount: Money
        var reason: String
    }

    fileprivate var ownRate: Rate {
        isMember
            ? Rate(
                category: .member, code: .memberRate, amount: prices.member,
                reason: "a membership is in force on the registration date")
            : Rate(
                category: .nonMember, code: .nonMemberRate, amount: prices.nonMember,
                reason: "no membership is known on the registration date")
    }

    /// The lower of the early-bird and the own rate while the former is given; a tie goes to the own rate (E2).
    fileprivate func regularRate(on day: Day) -> Rate {
        guard let earlyBird = prices.earlyBird, day <= earlyBird.until, earlyBird.price < ownRate.amount else {
            return ownRate
        }
        return Rate(
            category: .earlyBirdConference, code: .earlyBirdRate, amount: earlyBird.price,
            reason: "registered by \(earlyBird.until), and lower than the \(isMember ? "member" : "non-member") rate")
    }

    fileprivate func line(_ code: PriceLine.Code, _ amount: Money, _ reason: String) -> PriceLine {
        PriceLine(code: code, description: courseTitle, amount: amount, reason: reason)
    }
}

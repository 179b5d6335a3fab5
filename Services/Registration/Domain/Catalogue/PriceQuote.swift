package import Primitives

/// One line of a quote or invoice, with the reason why it is there.
package struct PriceLine: Hashable, Sendable, Codable {
    package var code: Code
    package var description: String
    package var amount: Money
    package var reason: String

    package init(code: Code, description: String, amount: Money, reason: String) {
        self.code = code
        self.description = description
        self.amount = amount
        self.reason = reason
    }

    /// What a line is for. Fees are lines of their own and are never merged with the price (D4, D5).
    package enum Code: String, Codable, CaseIterable, Sendable {
        case memberRate
        case nonMemberRate
        case earlyBirdRate
        case auditRate
        case staffRate
        case scholarshipRate
        case basicRetakeDiscount
        case scholarshipAward
        case membershipCorrection
        case transferFee
        case cancellationFee
        case cancellationCredit

        package var isFee: Bool { self == .transferFee || self == .cancellationFee }
    }
}

/// What a registration costs, and why; frozen when the registration is made.
package struct PriceQuote: Hashable, Sendable, Codable {
    package var rateCategory: RateCategory
    package var lines: [PriceLine]
    /// The rule pack that was used, and the day on which membership was judged.
    package var rulePack: String
    package var referenceDay: Day
    /// The approved prices that it was made with; nil in quotes from before they were kept.
    package var prices: PriceList?

    package init(
        rateCategory: RateCategory, lines: [PriceLine], rulePack: String, referenceDay: Day, prices: PriceList? = nil
    ) {
        self.rateCategory = rateCategory
        self.lines = lines
        self.rulePack = rulePack
        self.referenceDay = referenceDay
        self.prices = prices
    }

    package var total: Money {
        lines.reduce(.zero) { $0 + $1.amount }
    }
}

package import Primitives

/// The price of a registration with its reasons, frozen when the registration is made.
package struct PriceQuote: Hashable, Sendable, Codable {
    package var rateCategory: RateCategory
    package var lines: [PriceLine]
    /// The version of the rule pack.
    package var rulePack: String
    /// The day on which membership was judged, in the association's time zone (E1).
    package var referenceDay: Day
    /// The approved prices that the quote is made of.
    package var prices: PriceList

    package init(
        rateCategory: RateCategory, lines: [PriceLine], rulePack: String, referenceDay: Day, prices: PriceList
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

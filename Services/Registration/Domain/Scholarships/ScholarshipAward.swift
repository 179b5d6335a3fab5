package import Primitives

/// The award that staff grants to the applicant for a scholarship (E5).
package enum ScholarshipAward: Hashable, Sendable {
    case full
    case amount(Money)

    /// Returns the line that reduces a price by the award, never below zero. The reason states an amount beyond the
    /// price, which is not credited.
    package func line(on price: Money) -> PriceLine {
        let (amount, reason) =
            switch self {
            case .full: (price, "awarded in full by the office")
            case .amount(let amount) where amount > price:
                (price, "\(amount) awarded by the office, limited to the price of \(price)")
            case .amount(let amount): (amount, "awarded by the office")
            }
        return PriceLine(code: .scholarshipAward, description: "Scholarship", amount: -amount, reason: reason)
    }
}

import Primitives

extension PriceQuote {
    /// Decides the price of a registration: the rate that applies, then its discounts, each with a reason (E1, E2, E3,
    /// E5, E6). The total is never below zero.
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
                // An award applies to either kind, unless the person pays less without it (E5).
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
}

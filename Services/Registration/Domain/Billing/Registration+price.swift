package import Primitives

extension Registration {
    /// Corrects the price of an active registration to the member rate, for a membership that became known later (E1).
    ///
    /// - Parameter quote: The registration's quote, which gets the line.
    /// - Returns: The line; nil where the price stays.
    package mutating func correctPrice(of quote: inout PriceQuote) -> PriceLine? {
        guard status.isActive, let line = quote.membershipCorrection() else { return nil }
        rateCategory = .member
        quote.rateCategory = .member
        add(line, to: &quote)
        return line
    }

    /// Lowers the price by an award that is granted after the registration (E5).
    ///
    /// A registration with something due becomes a scholarship. One that is paid keeps its kind and rate, and whatever
    /// came with the rate (B4).
    ///
    /// - Parameters:
    ///   - quote: The registration's quote, which gets the line.
    ///   - due: The invoice's balance; nil while there is no invoice.
    /// - Returns: The line; nil for a price of zero.
    package mutating func apply(
        _ award: ScholarshipAward, to quote: inout PriceQuote, due: Money?
    ) -> PriceLine? {
        let line = award.line(on: quote.total)
        guard line.amount < .zero else { return nil }
        if due.map({ $0 > .zero }) ?? true {
            kind = .scholarship
            rateCategory = .scholarship
            quote.rateCategory = .scholarship
        }
        add(line, to: &quote)
        return line
    }

    private mutating func add(_ line: PriceLine, to quote: inout PriceQuote) {
        quote.lines.append(line)
        total = quote.total
    }
}

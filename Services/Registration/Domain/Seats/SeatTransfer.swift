package import Primitives

/// What a transfer changes on the price of a seat (D4). A discount belongs to a person and not to the seat, so the
/// price is decided again for the new holder (E3, E5, E6).
package struct SeatTransfer: Hashable, Sendable {
    /// The registration with its new total, still with the previous holder.
    package var registration: Registration
    package var quote: PriceQuote
    /// The lines that the invoice gets: the fee, then the correction of the price.
    package var lines: [PriceLine]

    package var changesPrice: Bool

    /// Decides whether the seat may go to a person, and at what price.
    package static func decide(
        _ registration: Registration, quote: PriceQuote, course: CourseCode, to target: Registrant, byStaff: Bool,
        under policy: RegistrationPolicy
    ) throws(KindRejection) -> SeatTransfer {
        try kind(of: registration, quote: quote).allowTransfer(
            course: course, byStaff: byStaff, targetIsCandidate: target.isCandidate,
            targetHasAward: target.award != nil)
        var transfer = SeatTransfer(registration: registration, quote: quote, lines: [], changesPrice: false)
        if policy.transferFee > .zero { transfer.lines.append(.transferFee(under: policy)) }
        if let correction = quote.retakeCorrection(
            course: course, targetHasCompletedBasic: target.hasCompletedBasic, under: policy)
        {
            transfer.lines.append(correction)
            transfer.quote.lines.append(correction)
            transfer.registration.total = transfer.quote.total
            transfer.changesPrice = transfer.registration.total != registration.total
        }
        return transfer
    }

    /// Returns the kind that a transfer goes by. An award that was granted after the full price was paid stands on a
    /// regular seat, which is then a scholarship's.
    package static func kind(of registration: Registration, quote: PriceQuote) -> RegistrationKind {
        quote.lines.contains { $0.code == .scholarshipAward } ? .scholarship : registration.kind
    }
}

extension Invoice {
    /// Returns whether a change other than a payment left nothing due of an invoice on which something was paid. No
    /// payment follows that would publish it (B4).
    package func isSettled(since earlier: Invoice) -> Bool {
        earlier.balance > .zero && balance <= .zero && paid > .zero
    }
}

package import Primitives

/// The state of a refund's money on its way to the payer (E8). The ledger books a refund when it is decided.
package enum RefundStatus: String, Codable, CaseIterable, Sendable {
    /// The office is to send it by hand.
    case toSend
    /// A card provider is to carry it out, or has not answered yet.
    case waiting
    /// A card provider refused it. The office orders it again or sends it by hand.
    case failed
    case done
}

/// A refund that the office sent by hand, with its reference: the number of a check or of a transfer.
package struct RefundSending: Hashable, Sendable {
    package var method: PaymentMethod
    package var reference: String
    package var sentOn: Day

    package init(method: PaymentMethod, reference: String, sentOn: Day) {
        self.method = method
        self.reference = reference
        self.sentOn = sentOn
    }
}

/// The reason why a refund cannot be recorded as sent by hand.
package enum RefundRejection: Error, Hashable, Sendable {
    /// A provider carries it out, or may have, so that the payer would get it twice.
    case underWay
    /// It is done already, in another way than this one.
    case sent
    case sentInFuture(Day)
    /// It would have been sent before this day, on which it was recorded.
    case sentBefore(Day)
}

extension PaymentMethod {
    /// The method of a refund unless the office chooses another: a purchase order is refunded by check.
    package var refundMethod: PaymentMethod { self == .purchaseOrder ? .check : self }
}

extension RefundStatus {
    /// Returns what is still to be refunded of an amount.
    ///
    /// - Parameter reported: The part that a provider reported as refunded.
    package func outstanding(of amount: Money, reported: Money) -> Money { self == .done ? .zero : amount - reported }

    /// Records that the office sent a refund by hand, which withdraws an order that cannot have reached a provider
    /// (E8).
    ///
    /// - Parameters:
    ///   - known: What was recorded before; the same record again changes nothing.
    ///   - mayBeDone: Whether an order that waits may have reached the provider.
    ///   - booked: The payment's method, on whose account the refund was booked.
    ///   - left: The amount that is outstanding.
    ///   - recorded: The day on which the refund was recorded.
    ///   - today: The date in the association's time zone.
    /// - Returns: The bookings, of which a refund by the payment's method needs none; nil if it was recorded before.
    /// - Throws: `underWay`, `sent`, `sentInFuture`, `sentBefore`.
    package func send(
        _ sending: RefundSending, known: RefundSending?, mayBeDone: Bool, booked: PaymentMethod, left: Money,
        recorded: Day, on today: Day
    ) throws(RefundRejection) -> [LedgerTransfer]? {
        if known == sending { return nil }
        switch self {
        case .waiting where mayBeDone: throw .underWay
        case .done: throw .sent
        case .toSend, .waiting, .failed: break
        }
        guard sending.sentOn <= today else { throw .sentInFuture(sending.sentOn) }
        guard sending.sentOn >= recorded else { throw .sentBefore(recorded) }
        guard sending.method != booked else { return [] }
        return [LedgerTransfer(debit: booked.account, credit: sending.method.account, amount: left)]
    }
}

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

/// A refund of one payment, on its way to the payer (E8).
package struct Refund: Hashable, Sendable {
    package var id: RefundID
    package var payment: PaymentID
    /// The payment's method, on whose account the refund was booked.
    package var method: PaymentMethod
    package var amount: Money
    /// The part that a provider reported as refunded.
    package var reported: Money
    package var status: RefundStatus
    /// Whether an order may have reached the provider.
    package var mayBeDone: Bool
    /// How the office sent it by hand; nil if it did not.
    package var sending: RefundSending?

    package init(
        id: RefundID, payment: PaymentID, method: PaymentMethod, amount: Money, reported: Money = .zero,
        status: RefundStatus, mayBeDone: Bool = false, sending: RefundSending? = nil
    ) {
        self.id = id
        self.payment = payment
        self.method = method
        self.amount = amount
        self.reported = reported
        self.status = status
        self.mayBeDone = mayBeDone
        self.sending = sending
    }

    /// The amount that is still to be refunded.
    package var outstanding: Money { status == .done ? .zero : amount - reported }

    /// Records that the office sent the refund by hand, which withdraws an order that cannot have reached a provider
    /// (E8). The same record again changes nothing.
    ///
    /// - Parameters:
    ///   - method: Nil for the payment's own method, or a check for a purchase order.
    ///   - recordedOn: The day on which the refund was recorded.
    ///   - today: The date in the association's time zone.
    /// - Returns: The bookings, of which a refund by the payment's method needs none; nil if it was recorded before.
    /// - Throws: `underWay`, `sent`, `sentInFuture`, `sentBefore`.
    package mutating func send(
        by method: PaymentMethod?, reference: String, sentOn: Day, recordedOn: Day, on today: Day
    ) throws(RefundRejection) -> [LedgerTransfer]? {
        let new = RefundSending(method: method ?? self.method.refundMethod, reference: reference, sentOn: sentOn)
        if sending == new { return nil }
        switch status {
        case .waiting where mayBeDone: throw .underWay
        case .done: throw .sent
        case .toSend, .waiting, .failed: break
        }
        guard sentOn <= today else { throw .sentInFuture(sentOn) }
        guard sentOn >= recordedOn else { throw .sentBefore(recordedOn) }
        let amount = outstanding
        sending = new
        status = .done
        guard new.method != self.method else { return [] }
        return [LedgerTransfer(debit: self.method.account, credit: new.method.account, amount: amount)]
    }

    /// Orders the refund again at the provider that refused it (E8).
    ///
    /// - Throws: `notFailed`.
    package mutating func retry() throws(RefundRejection) {
        guard status == .failed else { throw .notFailed }
        status = .waiting
    }
}

/// The reason why a refund cannot be recorded as sent by hand, or cannot be ordered again.
package enum RefundRejection: Error, Hashable, Sendable {
    /// A provider carries it out, or may have, so that the payer would get it twice.
    case underWay
    /// It is done already, in another way than this one.
    case sent
    case sentInFuture(Day)
    /// It would have been sent before this day, on which it was recorded.
    case sentBefore(Day)
    /// No provider refused it.
    case notFailed
}

extension PaymentMethod {
    /// The method of a refund unless the office chooses another: a purchase order is refunded by check.
    package var refundMethod: PaymentMethod { self == .purchaseOrder ? .check : self }
}

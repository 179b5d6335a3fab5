package import Primitives

/// How money came in (E8).
package enum PaymentMethod: String, Codable, CaseIterable, Sendable {
    case card
    case check
    case purchaseOrder
}

package enum InvoiceStatus: String, Codable, CaseIterable, Sendable {
    case open
    case partiallyPaid
    case paid
    case void
}

/// A company that takes cards for the association and tells by webhook what became of it.
package enum CardProvider: String, Codable, CaseIterable, Sendable {
    case stripe
}

/// Money that came in for one invoice, less what went back.
package struct Payment: Hashable, Sendable {
    package var id: PaymentID
    package var method: PaymentMethod
    package var amount: Money
    package var refunded: Money
    /// Held back by the payer's bank: a dispute that is open or was lost.
    package var disputed: Money
    package var reference: String
    /// Who holds the card's charge, so that money goes back there; nil when the office does it by hand.
    package var provider: CardProvider?

    package init(
        id: PaymentID, method: PaymentMethod, amount: Money, refunded: Money = .zero, disputed: Money = .zero,
        reference: String, provider: CardProvider? = nil
    ) {
        self.id = id
        self.method = method
        self.amount = amount
        self.refunded = refunded
        self.disputed = disputed
        self.reference = reference
        self.provider = provider
    }

    package var kept: Money { amount - refunded - disputed }
}

/// The account of one registration: lines that were charged or credited, and payments. All sums are derived.
package struct Invoice: Hashable, Sendable {
    package var id: InvoiceID
    package var lines: [PriceLine]
    /// In order of arrival.
    package var payments: [Payment]

    package init(id: InvoiceID, lines: [PriceLine] = [], payments: [Payment] = []) {
        self.id = id
        self.lines = lines
        self.payments = payments
    }

    package var total: Money { lines.reduce(.zero) { $0 + $1.amount } }
    /// Payments less refunds and what is disputed.
    package var paid: Money { payments.reduce(.zero) { $0 + $1.kept } }
    /// What is still due; negative when more was paid than is due.
    package var balance: Money { total - paid }
    /// The price without fees: what a cancellation credits.
    package var price: Money { lines.filter { !$0.code.isFee }.reduce(.zero) { $0 + $1.amount } }

    package var status: InvoiceStatus {
        if total <= .zero, paid <= .zero, lines.contains(where: { $0.code == .cancellationCredit }) { return .void }
        if balance <= .zero { return .paid }
        return paid > .zero ? .partiallyPaid : .open
    }
}

/// Why money cannot be booked.
package enum InvoiceRejection: Error, Hashable, Sendable {
    case amountNotPositive
    case exceedsBalance(Money)
    case paymentUnknown
    /// Refund larger than what is left of the payment.
    case exceedsPayment(Money)
}

package import Primitives

/// The state of an invoice.
package enum InvoiceStatus: String, Codable, CaseIterable, Sendable {
    case open
    case partiallyPaid
    case paid
    case void
}

/// The account of one registration: the lines charged or credited, and the payments. All sums are derived.
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
    /// The payments less refunds and disputes.
    package var paid: Money { payments.reduce(.zero) { $0 + $1.retained } }
    /// The amount due; below zero if the invoice is overpaid.
    package var balance: Money { total - paid }
    /// The total without fees, which a cancellation credits.
    package var price: Money { lines.filter { !$0.code.isFee }.reduce(.zero) { $0 + $1.amount } }

    package var status: InvoiceStatus {
        if total <= .zero, paid <= .zero, lines.contains(where: { $0.code == .cancellationCredit }) { return .void }
        if balance <= .zero { return .paid }
        return paid > .zero ? .partiallyPaid : .open
    }

    /// Returns whether the invoice confirms its registration: nothing is due, and the seat waits for the payment (E8).
    package func confirms(_ registration: Registration) -> Bool {
        balance <= .zero && registration.status == .pendingPayment
    }

    /// Returns the amount that a card payment is to collect.
    ///
    /// - Throws: `nothingDue`.
    package func amountToCollect() throws(InvoiceRejection) -> Money {
        guard balance > .zero else { throw .nothingDue }
        return balance
    }
}

/// The reason why money cannot be booked.
package enum InvoiceRejection: Error, Hashable, Sendable {
    case amountNotPositive
    /// The payment is larger than the balance.
    case exceedsBalance(Money)
    case paymentUnknown
    /// The refund or dispute is larger than this remainder of the payment.
    case exceedsPayment(Money)
    case nothingDue
    /// The person would book money on their own invoice.
    case ownInvoice
}

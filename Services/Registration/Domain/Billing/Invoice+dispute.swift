package import Primitives

/// How a dispute between a payer and the association stands; the payer's bank decides it.
package enum DisputeStatus: String, Codable, CaseIterable, Sendable {
    case open
    case won
    case lost
}

extension Invoice {
    /// A bank takes money of one payment until the dispute is decided, and for good when it is lost: the sum is due again (E8).
    package mutating func dispute(_ id: PaymentID, _ amount: Money) throws(InvoiceRejection) -> InvoiceChange {
        guard amount > .zero else { throw .amountNotPositive }
        guard let index = payments.firstIndex(where: { $0.id == id }) else { throw .paymentUnknown }
        guard amount <= payments[index].kept else { throw .exceedsPayment(payments[index].kept) }
        payments[index].disputed += amount
        return InvoiceChange(
            disputes: [.init(payment: id, amount: amount)],
            transfers: [LedgerTransfer(debit: .receivable, credit: payments[index].method.account, amount: amount)])
    }

    /// The dispute was won: the bank gives back what it took of the payment.
    package mutating func reinstate(_ id: PaymentID, _ amount: Money) throws(InvoiceRejection) -> InvoiceChange {
        guard amount > .zero else { throw .amountNotPositive }
        guard let index = payments.firstIndex(where: { $0.id == id }) else { throw .paymentUnknown }
        guard amount <= payments[index].disputed else { throw .exceedsPayment(payments[index].disputed) }
        payments[index].disputed -= amount
        return InvoiceChange(
            disputes: [.init(payment: id, amount: -amount)],
            transfers: [LedgerTransfer(debit: payments[index].method.account, credit: .receivable, amount: amount)])
    }
}

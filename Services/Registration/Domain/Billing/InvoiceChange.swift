package import Primitives

/// The change of an invoice by one step, with its bookings.
package struct InvoiceChange: Hashable, Sendable {
    package var lines: [PriceLine] = []
    package var payment: Payment?
    package var refunds: [RefundPart] = []
    /// Above zero for an amount that a bank holds back, below zero for one that it returned.
    package var disputes: [RefundPart] = []
    package var transfers: [LedgerTransfer] = []

    package var refunded: Money { refunds.reduce(.zero) { $0 + $1.amount } }

    /// An amount that is refunded or disputed of one payment.
    package struct RefundPart: Hashable, Sendable {
        package var payment: PaymentID
        package var amount: Money

        package init(payment: PaymentID, amount: Money) {
            self.payment = payment
            self.amount = amount
        }
    }
}

extension PriceLine {
    /// The booking of the line; nil for a line of zero.
    var transfer: LedgerTransfer? {
        if amount > .zero {
            return LedgerTransfer(debit: .receivable, credit: code.isFee ? .fees : .tuition, amount: amount)
        }
        guard amount < .zero else { return nil }
        let account: LedgerAccount = code == .cancellationCredit ? .credits : .discounts
        return LedgerTransfer(debit: account, credit: .receivable, amount: -amount)
    }
}

package import Primitives

/// What a step on an invoice changed, and how it is booked.
package struct InvoiceChange: Hashable, Sendable {
    package var lines: [PriceLine] = []
    package var payment: Payment?
    package var refunds: [RefundPart] = []
    /// Above zero what a bank holds back from now on, below zero what it gave back.
    package var disputes: [RefundPart] = []
    package var transfers: [LedgerTransfer] = []

    package var refunded: Money { refunds.reduce(.zero) { $0 + $1.amount } }

    /// Money that goes back on one payment.
    package struct RefundPart: Hashable, Sendable {
        package var payment: PaymentID
        package var amount: Money
    }
}

extension Invoice {
    /// Adds lines: charges above zero, credits below.
    package mutating func charge(_ new: [PriceLine]) -> InvoiceChange {
        lines += new
        return InvoiceChange(lines: new, transfers: new.compactMap(\.transfer))
    }

    /// Books money that came in. `mayExceed` is for providers, who report what has already happened.
    package mutating func pay(_ payment: Payment, mayExceed: Bool = false) throws(InvoiceRejection) -> InvoiceChange {
        guard payment.amount > .zero else { throw .amountNotPositive }
        guard mayExceed || payment.amount <= balance else { throw .exceedsBalance(max(.zero, balance)) }
        payments.append(payment)
        let transfer = LedgerTransfer(debit: payment.method.account, credit: .receivable, amount: payment.amount)
        return InvoiceChange(payment: payment, transfers: [transfer])
    }

    /// Gives money of one payment back; never more than is left of it.
    package mutating func refund(_ id: PaymentID, _ amount: Money) throws(InvoiceRejection) -> InvoiceChange {
        guard amount > .zero else { throw .amountNotPositive }
        guard let index = payments.firstIndex(where: { $0.id == id }) else { throw .paymentUnknown }
        guard amount <= payments[index].kept else { throw .exceedsPayment(payments[index].kept) }
        payments[index].refunded += amount
        return InvoiceChange(
            refunds: [.init(payment: id, amount: amount)],
            transfers: [
                LedgerTransfer(debit: .receivable, credit: payments[index].method.account, amount: amount)
            ])
    }

    /// Adds a cancellation's lines and gives back what was paid beyond the new total (D5).
    package mutating func cancel(_ cancellation: Cancellation) -> InvoiceChange {
        var change = charge(cancellation.lines)
        let settled = settle()
        change.refunds = settled.refunds
        change.transfers += settled.transfers
        return change
    }

    /// Gives back what was paid beyond the total, the latest payment first: the one step for whatever makes an invoice overpaid, be
    /// it a payment that came late or twice, a price corrected after it was paid (E1), or a cancellation (D5).
    package mutating func settle() -> InvoiceChange {
        var change = InvoiceChange()
        var due = -balance
        for payment in payments.reversed() where due > .zero {
            let amount = min(due, payment.kept)
            guard amount > .zero, let refund = try? refund(payment.id, amount) else { continue }
            due -= amount
            change.refunds += refund.refunds
            change.transfers += refund.transfers
        }
        return change
    }

    /// The card payments that a provider may mean by a reference: those that have it, else all, the latest first.
    package func cards(reference: String) -> [Payment] {
        let cards = payments.filter { $0.method == .card }
        let named = cards.filter { $0.reference == reference }
        return named.isEmpty ? cards.reversed() : named
    }

    /// From which payments money is taken that the provider reports as gone back: from those with its reference, for as long as it
    /// is left; the rest waits for a payment with that reference, which may be told of later. A reference that is no payment's is
    /// the refund's own, and takes from the latest card payments.
    package func takeBack(_ amount: Money, reference: String) -> (parts: [InvoiceChange.RefundPart], rest: Money) {
        var rest = amount
        var parts: [InvoiceChange.RefundPart] = []
        for payment in cards(reference: reference) {
            let part = min(rest, payment.kept)
            guard part > .zero else { continue }
            rest -= part
            parts.append(.init(payment: payment.id, amount: part))
        }
        return (parts, rest)
    }
}

extension PriceLine {
    /// How the line is booked; a line of zero is not.
    fileprivate var transfer: LedgerTransfer? {
        if amount > .zero {
            return LedgerTransfer(debit: .receivable, credit: code.isFee ? .fees : .tuition, amount: amount)
        }
        guard amount < .zero else { return nil }
        let account: LedgerAccount = code == .cancellationCredit ? .credits : .discounts
        return LedgerTransfer(debit: account, credit: .receivable, amount: -amount)
    }
}

extension PaymentMethod {
    var account: LedgerAccount {
        switch self {
        case .card: .cashCard
        case .check: .cashCheck
        case .purchaseOrder: .cashPurchaseOrder
        }
    }
}

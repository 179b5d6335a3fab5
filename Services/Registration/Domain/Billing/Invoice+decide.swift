package import Primitives

extension Invoice {
    /// Adds lines: charges above zero, credits below.
    package mutating func charge(_ new: [PriceLine]) -> InvoiceChange {
        lines += new
        return InvoiceChange(lines: new, transfers: new.compactMap(\.transfer))
    }

    /// Books a payment (E8).
    ///
    /// - Parameter mayExceed: Whether the payment may exceed the balance: a provider reports payments that were made.
    /// - Throws: `amountNotPositive`, `exceedsBalance`.
    package mutating func pay(_ payment: Payment, mayExceed: Bool = false) throws(InvoiceRejection) -> InvoiceChange {
        guard payment.amount > .zero else { throw .amountNotPositive }
        guard mayExceed || payment.amount <= balance else { throw .exceedsBalance(max(.zero, balance)) }
        payments.append(payment)
        let transfer = LedgerTransfer(debit: payment.method.account, credit: .receivable, amount: payment.amount)
        return InvoiceChange(payment: payment, transfers: [transfer])
    }

    /// Refunds an amount of one payment (E8).
    ///
    /// - Throws: `amountNotPositive`, `paymentUnknown`, `exceedsPayment`.
    package mutating func refund(_ id: PaymentID, _ amount: Money) throws(InvoiceRejection) -> InvoiceChange {
        let index = try index(of: id, amount, within: \.retained)
        payments[index].refunded += amount
        return InvoiceChange(
            refunds: [.init(payment: id, amount: amount)],
            transfers: [
                LedgerTransfer(debit: .receivable, credit: payments[index].method.account, amount: amount)
            ])
    }

    /// Books a dispute: a bank holds back an amount of one payment until it decides, and for good if the dispute is
    /// lost. The amount is due again (E8).
    ///
    /// - Throws: `amountNotPositive`, `paymentUnknown`, `exceedsPayment`.
    package mutating func dispute(_ id: PaymentID, _ amount: Money) throws(InvoiceRejection) -> InvoiceChange {
        let index = try index(of: id, amount, within: \.retained)
        payments[index].disputed += amount
        return InvoiceChange(
            disputes: [.init(payment: id, amount: amount)],
            transfers: [LedgerTransfer(debit: .receivable, credit: payments[index].method.account, amount: amount)])
    }

    /// Books a dispute that was won: the bank returns the amount that it held back of the payment (E8).
    ///
    /// - Throws: `amountNotPositive`, `paymentUnknown`, `exceedsPayment`.
    package mutating func reinstate(_ id: PaymentID, _ amount: Money) throws(InvoiceRejection) -> InvoiceChange {
        let index = try index(of: id, amount, within: \.disputed)
        payments[index].disputed -= amount
        return InvoiceChange(
            disputes: [.init(payment: id, amount: -amount)],
            transfers: [LedgerTransfer(debit: payments[index].method.account, credit: .receivable, amount: amount)])
    }

    /// Adds a cancellation's lines and refunds what was paid beyond the new total (D5).
    package mutating func cancel(_ cancellation: Cancellation) -> InvoiceChange {
        var change = charge(cancellation.lines)
        let overpayment = refundOverpayment()
        change.refunds = overpayment.refunds
        change.transfers += overpayment.transfers
        return change
    }

    /// Refunds what was paid beyond the total, of the latest payment first. Every step that may leave an invoice
    /// overpaid ends with this one: a payment that came late or twice, a corrected price (E1), a cancellation (D5).
    package mutating func refundOverpayment() -> InvoiceChange {
        var change = InvoiceChange()
        var due = -balance
        for payment in payments.reversed() where due > .zero {
            let amount = min(due, payment.retained)
            guard amount > .zero, let refund = try? refund(payment.id, amount) else { continue }
            due -= amount
            change.refunds += refund.refunds
            change.transfers += refund.transfers
        }
        return change
    }

    private func index(
        of id: PaymentID, _ amount: Money, within part: (Payment) -> Money
    ) throws(InvoiceRejection) -> Int {
        guard amount > .zero else { throw .amountNotPositive }
        guard let index = payments.firstIndex(where: { $0.id == id }) else { throw .paymentUnknown }
        guard amount <= part(payments[index]) else { throw .exceedsPayment(part(payments[index])) }
        return index
    }
}

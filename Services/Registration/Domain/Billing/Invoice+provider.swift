package import Primitives

/// What a card provider's reports mean for an invoice.
extension Invoice {
    /// Returns whether a payment that a provider reports is booked already, by another report or by the office.
    ///
    /// A connected provider gives each payment a reference of its own. Another provider's reference may be the payer's,
    /// for several payments, so the amount must be the same too.
    package func hasBooked(_ payment: Payment) -> Bool {
        payments.contains {
            $0.method == .card && $0.reference == payment.reference
                && ($0.amount == payment.amount || payment.provider != nil && $0.provider == payment.provider)
        }
    }

    /// Returns the card payments that a provider may mean by a reference: those with the reference, else all of them,
    /// the latest first.
    package func cardPayments(matching reference: String) -> [Payment] {
        let cards = payments.filter { $0.method == .card }
        let named = cards.filter { $0.reference == reference }
        return named.isEmpty ? cards.reversed() : named
    }

    /// Divides an amount that a provider reports as refunded or disputed among the payments that it may mean.
    ///
    /// - Returns: The parts, and the rest that exceeds what is retained of those payments. The rest waits for a payment
    ///   with the reference, which the provider may report later.
    package func parts(of amount: Money, reference: String) -> (parts: [InvoiceChange.RefundPart], rest: Money) {
        var rest = amount
        var parts: [InvoiceChange.RefundPart] = []
        for payment in cardPayments(matching: reference) {
            let part = min(rest, payment.retained)
            guard part > .zero else { continue }
            rest -= part
            parts.append(.init(payment: payment.id, amount: part))
        }
        return (parts, rest)
    }
}

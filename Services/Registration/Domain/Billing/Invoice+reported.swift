package import Primitives

extension Invoice {
    /// Whether a payment that a provider tells of is booked already: one payment may be told of in several events, and by the office
    /// before. A provider that we made it with gives each a reference of its own, which says all; another's may be a reference of
    /// the payer's, for several payments, so the amount must be the same too.
    package func has(told payment: Payment) -> Bool {
        payments.contains {
            $0.method == .card && $0.reference == payment.reference
                && ($0.amount == payment.amount || payment.provider != nil && $0.provider == payment.provider)
        }
    }
}

extension Payment {
    /// How much of a provider's word is new: it tells what it gave back of a charge in all, which holds what we asked it for.
    ///
    /// - Parameters:
    ///   - total: given back in all, by the provider's word.
    ///   - undone: what we asked it for and it refused; that is in `refunded` but not in the word.
    /// - Returns: what somebody else gave back, at the provider itself. While requests of ours wait, it may be told too little, never
    ///   too much; the word on the last of them makes it whole. So it counts the same in any order and however often it is told.
    package func refundedElsewhere(reported total: Money, undone: Money) -> Money {
        max(.zero, total - (refunded - undone))
    }
}

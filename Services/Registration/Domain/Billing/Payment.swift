package import Primitives

/// The method of a payment or a refund (E8).
package enum PaymentMethod: String, Codable, CaseIterable, Sendable {
    case card
    case check
    case purchaseOrder

    /// The ledger's account for money that comes in or goes out by this method.
    var account: LedgerAccount {
        switch self {
        case .card: .cashCard
        case .check: .cashCheck
        case .purchaseOrder: .cashPurchaseOrder
        }
    }
}

/// A company that processes card payments for the association and reports them by webhook.
package enum CardProvider: String, Codable, CaseIterable, Sendable {
    case stripe
}

/// The state of a dispute, which the payer's bank decides.
package enum DisputeStatus: String, Codable, CaseIterable, Sendable {
    case open
    case won
    case lost
}

/// A payment of an invoice with what was refunded or disputed of it.
package struct Payment: Hashable, Sendable {
    package var id: PaymentID
    package var method: PaymentMethod
    package var amount: Money
    package var refunded: Money
    /// The amount that the payer's bank holds back, in disputes that are open or lost.
    package var disputed: Money
    package var reference: String
    /// The provider that has the card's charge and refunds it; nil if the office refunds by hand.
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

    /// The amount less refunds and disputes.
    package var retained: Money { amount - refunded - disputed }

    /// Returns what was refunded at the provider itself, beyond the refunds that are booked.
    ///
    /// A provider reports the total that it refunded of a charge, which includes the refunds that it carried out for
    /// the association. The result is right in any order of the reports and after any repetition. While orders wait, it
    /// may be too small, never too large; the report on the last order completes it.
    ///
    /// - Parameters:
    ///   - total: The total that the provider reports.
    ///   - refused: The refunds that the provider refused, which are in `refunded` but not in the total.
    package func refundedElsewhere(reported total: Money, refused: Money) -> Money {
        max(.zero, total - (refunded - refused))
    }
}

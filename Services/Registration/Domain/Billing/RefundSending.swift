package import Primitives

/// How far a refund is on its way to the payer (E8). The ledger has it gone since it was decided; this is about the money itself.
package enum RefundStatus: String, Codable, CaseIterable, Sendable {
    /// To be sent by hand: no provider carries it out.
    case toSend
    /// A card provider is to carry it out, or it is not known yet whether it did.
    case waiting
    /// A card provider refused it: it is ordered again, or sent by hand.
    case failed
    case done
}

/// That the office sent a refund by hand: how, under which reference (a check's number, a transfer's), on which day.
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

package enum RefundRejection: Error, Hashable, Sendable {
    /// A provider carries it out, or may have: sent by hand too, it would go back twice.
    case underWay
    /// It has gone back already, in another way than this one.
    case sent
    case sentInFuture(Day)
    /// Before it was recorded, on this day, nobody could send it.
    case sentBefore(Day)
}

extension PaymentMethod {
    /// How money goes back that came in this way, unless somebody says another: a purchase order is no way to send any.
    package var wayBack: PaymentMethod { self == .purchaseOrder ? .check : self }
}

extension RefundStatus {
    /// What is still to go back of a refund, of which a provider has told a part.
    package func left(of amount: Money, told: Money) -> Money { self == .done ? .zero : amount - told }

    /// Takes down that a refund was sent by hand. An order that has surely not come to a provider is taken back with it.
    ///
    /// - Parameters:
    ///   - known: what was taken down before; the same once more changes nothing.
    ///   - mayBeDone: whether an order that waits may have come to the provider.
    ///   - booked: how the payment came in, whose account the ledger has the money gone from.
    ///   - left: what of it is still to go back.
    ///   - recorded: when the refund was.
    ///   - today: at the association's seat.
    /// - Returns: what is booked; nothing where the money went the way it came. Nil when it was taken down before.
    package func send(
        _ sending: RefundSending, known: RefundSending?, mayBeDone: Bool, booked: PaymentMethod, left: Money,
        recorded: Day, on today: Day
    ) throws(RefundRejection) -> [LedgerTransfer]? {
        if known == sending { return nil }
        switch self {
        case .waiting where mayBeDone: throw .underWay
        case .done: throw .sent
        case .toSend, .waiting, .failed: break
        }
        guard sending.sentOn <= today else { throw .sentInFuture(sending.sentOn) }
        guard sending.sentOn >= recorded else { throw .sentBefore(recorded) }
        guard sending.method != booked else { return [] }
        return [LedgerTransfer(debit: booked.account, credit: sending.method.account, amount: left)]
    }
}

import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Books the amount that a bank holds back in a dispute, which is due again (E8).
struct HoldDisputedAmount: Sendable {
    let policies: Policies
    let disputes: DisputeRepository
    let book: BookInvoiceChange

    /// - Parameter isLost: Whether the dispute was lost before its amount could be held back.
    func callAsFunction(
        _ dispute: Dispute, isLost: Bool, of account: inout RegistrationAccount, at now: Instant, in unit: UnitOfWork
    ) throws {
        Rule.keep(.E8)
        let parts = account.invoice.invoice.parts(of: dispute.amount, reference: dispute.reference).parts
        for part in parts {
            let change = try account.invoice.invoice.dispute(part.payment, part.amount)
            account.invoice = book(
                change, of: account.invoice, from: .init(rulePack: policies.policy(at: now).version), at: now, in: unit)
            disputes.insert(part, of: dispute.id, in: unit)
        }
        let sum = parts.reduce(Money.zero) { $0 + $1.amount }
        guard sum > .zero else { return }
        unit.publish(.paymentDisputed, PaymentChange(sum, on: account), of: account.invoice.invoice.id, at: now)
        if isLost { publishLoss(of: account, at: now, in: unit) }
    }

    /// Publishes that the money of a lost dispute does not return, for which accounts ends a membership (B4). The
    /// amount is zero, since the dispute held it back before.
    func publishLoss(of account: RegistrationAccount, at now: Instant, in unit: UnitOfWork) {
        unit.publish(.paymentRefunded, PaymentChange(.zero, on: account), of: account.invoice.invoice.id, at: now)
    }
}

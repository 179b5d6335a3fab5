import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Applies a provider's reports of a dispute, which come in any order and more than once (E8).
///
/// The bank holds the amount back at once, and it is due again. A dispute that is won returns it; one that is lost
/// changes nothing any more.
struct ApplyDispute: Sendable {
    let policies: Policies
    let disputes: DisputeRepository
    let hold: HoldDisputedAmount
    let book: BookInvoiceChange
    let settle: SettleInvoice
    let applyWaitingReports: ApplyWaitingReports

    init(_ billing: BillingParts, policies: Policies) {
        self.policies = policies
        disputes = billing.disputes
        hold = billing.hold
        book = billing.book
        settle = billing.settle
        applyWaitingReports = billing.applyWaitingReports
    }

    /// Opens a dispute.
    ///
    /// - Parameter status: The outcome, if the provider reports the end before the beginning.
    func open(
        _ dispute: Dispute, _ status: DisputeStatus = .open, of account: inout RegistrationAccount, at now: Instant,
        in unit: UnitOfWork
    ) async throws {
        Rule.keep(.E8)
        let isNew = try await disputes.insert(dispute, status, of: account.invoice.invoice.id, at: now, in: unit)
        guard isNew, status != .won else { return }
        try hold(dispute, isLost: status == .lost, of: &account, at: now, in: unit)
    }

    /// Closes a dispute as the bank decided it.
    func close(
        _ dispute: Dispute, won: Bool, of account: inout RegistrationAccount, _ offering: Offering, at now: Instant,
        in unit: UnitOfWork
    ) async throws {
        Rule.keep(.E8)
        let status: DisputeStatus = won ? .won : .lost
        guard try await disputes.close(dispute.id, as: status, at: now, in: unit) else {
            return try await open(dispute, status, of: &account, at: now, in: unit)
        }
        if won {
            try await reinstate(dispute, of: &account, offering, at: now, in: unit)
        } else {
            hold.publishLoss(of: account, at: now, in: unit)
        }
    }

    /// Books the amounts that the bank returned.
    private func reinstate(
        _ dispute: Dispute, of account: inout RegistrationAccount, _ offering: Offering, at now: Instant,
        in unit: UnitOfWork
    ) async throws {
        var offering = offering
        let parts = try await disputes.parts(of: dispute.id, in: unit)
        for part in parts {
            let change = try account.invoice.invoice.reinstate(part.payment, part.amount)
            account.invoice = book(
                change, of: account.invoice, from: .init(rulePack: policies.policy(at: now).version), at: now, in: unit)
        }
        let sum = parts.reduce(Money.zero) { $0 + $1.amount }
        guard sum > .zero else { return }
        try await settle.confirmIfPaid(&account, of: &offering, at: now, in: unit)
        unit.publish(.paymentSettled, PaymentChange(sum, on: account), of: account.invoice.invoice.id, at: now)
        try await applyWaitingReports(on: dispute.reference, of: &account, at: now, in: unit)
        settle.refundOverpayment(of: &account, because: "paid more than was due", at: now, in: unit)
    }
}

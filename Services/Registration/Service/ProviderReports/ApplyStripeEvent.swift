import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Applies Stripe's event once, however often it is sent (E8).
struct ApplyStripeEvent: Sendable {
    let accounts: AccountRepository
    let cards: CardRepository
    let reports: ReportRepository
    let refunds: RefundRepository
    let orders: RefundOrderRepository
    let pay: BookPayment
    let bookRefund: BookReportedRefund
    let dispute: ApplyDispute

    init(_ billing: BillingParts, cards: CardRepository, policies: Policies) {
        self.cards = cards
        accounts = billing.accounts
        reports = billing.reports
        refunds = billing.refunds
        orders = billing.orders
        pay = billing.pay
        bookRefund = billing.bookReportedRefund
        dispute = ApplyDispute(billing, policies: policies)
    }

    /// - Returns: false for an event of a payment that is not the association's.
    /// - Throws: `CardRejection.otherCurrency`.
    func callAsFunction(_ event: StripeEvent, at now: Instant, in unit: UnitOfWork) async throws -> Bool {
        Rule.keep(.E8)
        // The mark that was left on the payment names the invoice where neither an attempt nor a payment does.
        let known = try await cards.invoice(of: event.reference, at: .stripe, in: unit)
        guard let id = known ?? event.invoice, let locked = try await accounts.lock(id, in: unit) else { return false }
        guard try await reports.insert("stripe:" + event.id, type: event.type, of: id, at: now, in: unit) else {
            return true
        }
        guard event.currency == Money.currency.lowercased() else { throw CardRejection.otherCurrency }
        try await apply(event, on: locked.0, locked.1, at: now, in: unit)
        return true
    }

    private func apply(
        _ event: StripeEvent, on offering: Offering, _ locked: RegistrationAccount, at now: Instant, in unit: UnitOfWork
    ) async throws {
        var account = locked
        func reported(_ id: String, _ amount: Money) -> Dispute {
            Dispute(id: "stripe:" + id, reference: event.reference, amount: amount)
        }
        switch event.report {
        case .failed: break
        case .succeeded(let amount):
            let payment = Payment(
                id: .new(), method: .card, amount: amount, reference: event.reference, provider: .stripe)
            try await pay.reported(payment, on: &account, of: offering, at: now, in: unit)
        case .refunded(let total):
            try await applyRefunds(of: total, on: event.reference, of: &account, at: now, in: unit)
        case .disputed(let id, let amount):
            try await dispute.open(reported(id, amount), of: &account, at: now, in: unit)
        case .disputeClosed(let id, let amount, let won):
            try await dispute.close(reported(id, amount), won: won, of: &account, offering, at: now, in: unit)
        case .refundFailed(let refund, let reason): orders.markFailed(refund, because: reason, in: unit)
        }
    }

    /// Applies the total that was refunded of a charge: what is new of it was refunded at the provider itself.
    private func applyRefunds(
        of total: Money, on reference: String, of account: inout RegistrationAccount, at now: Instant,
        in unit: UnitOfWork
    ) async throws {
        let invoice = account.invoice.invoice
        let payment = invoice.payments.first { $0.provider == .stripe && $0.reference == reference }
        guard let payment else {
            // The report came before its payment. The highest total waits for it.
            return reports.raiseWaitingRefund(to: total, on: reference, of: invoice.id, in: unit)
        }
        let refused = try await refunds.refusedAmount(of: payment.id, in: unit)
        // An amount that was reported before and exceeded the payments waits already.
        let waiting = try await reports.waitingRefund(on: reference, of: invoice.id, in: unit)
        let new = payment.refundedElsewhere(reported: total - waiting, refused: refused)
        guard new > .zero else { return }
        // A refund at the provider, while an order was refused, is that order, carried out by hand.
        let booked = try await refunds.confirm(new, of: [payment.id], which: .refused, in: unit)
        guard booked < new else { return }
        try bookRefund(new - booked, on: reference, of: &account, at: now, in: unit)
    }
}

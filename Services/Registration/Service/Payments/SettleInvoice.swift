import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Settles an invoice after its lines or payments changed: a registration whose invoice is paid is confirmed, and money
/// beyond the total is refunded (E8).
struct SettleInvoice: Sendable {
    let policies: Policies
    let accounts: AccountRepository
    let seats: SeatBookRepository
    let changes: SeatChanges
    let book: BookInvoiceChange
    let mail: BillingMail

    /// Confirms the registration if nothing is due any more.
    func confirmIfPaid(
        _ account: inout RegistrationAccount, of offering: inout Offering, at now: Instant, in unit: UnitOfWork
    ) async throws {
        Rule.keep(.E8)
        guard account.invoice.invoice.confirms(account.registration.registration) else { return }
        var book = try await seats.find(of: offering, in: unit)
        let facts = try book.decide(
            .confirmPayment(account.registration.registration), at: policies.moment(now, at: offering),
            under: policies.policy(at: now))
        guard let fact = facts.first else { return }
        offering = changes.record(facts, of: offering, at: now, in: unit)
        account.registration = account.registration.applying(fact)
    }

    /// Refunds what was paid beyond the total, and publishes it: accounts may have granted a membership for it (B4).
    func refundOverpayment(
        of account: inout RegistrationAccount, because reason: String, at now: Instant, in unit: UnitOfWork
    ) {
        Rule.keep(.E8)
        let change = account.invoice.invoice.refundOverpayment()
        guard change.refunded > .zero else { return }
        account.invoice = book(
            change, of: account.invoice, from: .init(rulePack: policies.policy(at: now).version, reason: reason),
            at: now, in: unit)
        accounts.addRefund(change.refunded, to: &account, in: unit)
        unit.publish(
            .paymentRefunded, PaymentChange(change.refunded, on: account), of: account.invoice.invoice.id, at: now)
        mail.enqueueRefund(of: change.refunded, account, at: now, in: unit)
    }
}

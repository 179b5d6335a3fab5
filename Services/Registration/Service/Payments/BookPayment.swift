import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Books money that arrived, and what follows from it: a registration that is paid in full is confirmed, reports about
/// the payment that came first are applied, and money beyond the total is refunded (E8).
struct BookPayment: Sendable {
    let policies: Policies
    let book: BookInvoiceChange
    let settle: SettleInvoice
    let applyWaitingReports: ApplyWaitingReports
    let mail: BillingMail

    /// - Parameter person: Who recorded the payment; nil for a provider, whose payments may exceed what is due.
    /// - Throws: `InvoiceRejection`.
    func callAsFunction(
        _ payment: Payment, on account: inout RegistrationAccount, of offering: Offering, by person: PersonID?,
        at now: Instant, in unit: UnitOfWork
    ) async throws {
        Rule.keep(.E8)
        var offering = offering
        let change = try account.invoice.invoice.pay(payment, mayExceed: person == nil)
        account.invoice = book(
            change, of: account.invoice, from: .init(rulePack: policies.policy(at: now).version, by: person), at: now,
            in: unit)
        try await settle.confirmIfPaid(&account, of: &offering, at: now, in: unit)
        unit.publish(
            .paymentSettled, PaymentChange(payment.amount, on: account), of: account.invoice.invoice.id, at: now)
        mail.enqueue(payment, of: account, at: now, in: unit)
        if payment.method == .card {
            try await applyWaitingReports(on: payment.reference, of: &account, at: now, in: unit)
        }
        settle.refundOverpayment(of: &account, because: "paid more than was due", at: now, in: unit)
    }

    /// Books a payment that a provider reports, unless it is booked already.
    func reported(
        _ payment: Payment, on account: inout RegistrationAccount, of offering: Offering, at now: Instant,
        in unit: UnitOfWork
    ) async throws {
        guard !account.invoice.invoice.hasBooked(payment) else { return }
        try await self(payment, on: &account, of: offering, by: nil, at: now, in: unit)
    }
}

import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Books the refund of an amount of one payment (E8).
struct BookRefund: Sendable {
    let policies: Policies
    let accounts: AccountRepository
    let book: BookInvoiceChange
    let mail: BillingMail

    /// - Parameters:
    ///   - person: Who recorded the refund; nil for a provider.
    ///   - isReported: Whether the provider reported the refund, so that it is done.
    /// - Throws: `InvoiceRejection`.
    func callAsFunction(
        of part: InvoiceChange.RefundPart, because reason: String, on account: inout RegistrationAccount,
        by person: PersonID?, isReported: Bool = false, at now: Instant, in unit: UnitOfWork
    ) throws {
        Rule.keep(.E8)
        let change = try account.invoice.invoice.refund(part.payment, part.amount)
        let origin = BookInvoiceChange.Origin(
            rulePack: policies.policy(at: now).version, by: person, reason: reason, isReported: isReported)
        account.invoice = book(change, of: account.invoice, from: origin, at: now, in: unit)
        accounts.addRefund(part.amount, to: &account, in: unit)
        unit.publish(
            .paymentRefunded, PaymentChange(part.amount, on: account), of: account.invoice.invoice.id, at: now)
        mail.enqueueRefund(of: part.amount, isReported: isReported, account, at: now, in: unit)
    }
}

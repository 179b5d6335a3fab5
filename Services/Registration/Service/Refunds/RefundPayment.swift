import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Refunds an amount of a payment on the office's decision (E8).
struct RefundPayment: Sendable {
    struct Command: Sendable {
        var payment: PaymentID
        /// The versions of the invoice.
        var match: VersionMatch
        var amount: Money
        var reason: String
        var by: Principal
    }

    let payments: PaymentRepository
    let accounts: AccountRepository
    let access: InvoiceAccess
    let refund: BookRefund

    /// - Returns: the invoice with the refund.
    /// - Throws: `NotFound`, `VersionMismatch`, `InvoiceRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> InvoiceRecord {
        Rule.keep(.E8)
        guard let invoice = try await payments.invoice(of: command.payment, in: unit),
            var account = try await accounts.lock(invoice, in: unit)?.1
        else { throw NotFound() }
        try command.match.require(account.invoice.version)
        try await access.requireOther(than: command.by, on: account.registration, at: now, in: unit)
        try refund(
            of: .init(payment: command.payment, amount: command.amount), because: command.reason, on: &account,
            by: command.by.personID, at: now, in: unit)
        return account.invoice
    }
}

import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Records a payment that the office received (E8).
struct RecordPayment: Sendable {
    struct Command: Sendable {
        var invoice: InvoiceID
        var match: VersionMatch
        var payment: Payment
        var by: Principal
    }

    let accounts: AccountRepository
    let access: InvoiceAccess
    let pay: BookPayment

    /// - Returns: the invoice with the payment.
    /// - Throws: `NotFound`, `VersionMismatch`, `InvoiceRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> InvoiceRecord {
        Rule.keep(.E8)
        guard let (offering, locked) = try await accounts.lock(command.invoice, in: unit) else { throw NotFound() }
        var account = locked
        try command.match.require(account.invoice.version)
        try await access.requireOther(than: command.by, on: account.registration, at: now, in: unit)
        try await pay(
            command.payment, on: &account, of: offering, by: command.by.personID, at: now, in: unit)
        return account.invoice
    }
}

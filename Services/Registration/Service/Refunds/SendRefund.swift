import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Records that the office sent a refund by hand (E8). A refund by another method than the payment's is booked from
/// that method's account, and an order that waits at a card provider is withdrawn.
struct SendRefund: Sendable {
    struct Command: Sendable {
        var refund: RefundID
        var match: VersionMatch
        /// Nil for the payment's own method, or a check for a purchase order.
        var method: PaymentMethod?
        var reference: String
        var sentOn: Day
        var by: Principal
    }

    let policies: Policies
    let registrations: RegistrationRepository
    let refunds: RefundRepository
    let orders: RefundOrderRepository
    let ledger: LedgerRepository
    let access: InvoiceAccess

    /// - Returns: the refund as it is stored.
    /// - Throws: `NotFound`, `VersionMismatch`, `InvoiceRejection.ownInvoice`, `RefundRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> RefundRecord {
        Rule.keep(.E8)
        guard var record = try await refunds.lock(command.refund, in: unit) else { throw NotFound() }
        try command.match.require(record.version)
        guard let registration = try await registrations.find(record.registration, from: unit.sql) else {
            throw NotFound()
        }
        try await access.requireOther(than: command.by, on: registration, at: now, in: unit)
        let transfers = try record.refund.send(
            by: command.method, reference: command.reference, sentOn: command.sentOn,
            recordedOn: policies.associationDay(record.refundedAt), on: policies.associationDay(now))
        guard let transfers, let sending = record.refund.sending else { return record }
        refunds.save(sending, of: record.refund.id, by: command.by.personID, at: now, in: unit)
        orders.withdraw(record.refund.id, in: unit)
        ledger.insert(transfers, of: record.invoice, at: now, in: unit)
        guard let stored = try await refunds.find(record.refund.id, from: unit.sql) else { throw NotFound() }
        return stored
    }
}

import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Writes the change of a locked invoice with its bookings (E8), and orders the refunds of a card provider's payments.
struct BookInvoiceChange: Sendable {
    /// Who made a change, and why.
    struct Origin: Sendable {
        var rulePack: String
        /// Nil for a change that no person made, such as a provider's report.
        var by: PersonID?
        /// The reason for the refunds.
        var reason = ""
        /// Whether the provider reported the refunds, so that they are not ordered from it.
        var isReported = false
    }

    let invoices: InvoiceRepository
    let payments: PaymentRepository
    let refunds: RefundRepository
    let orders: RefundOrderRepository
    let ledger: LedgerRepository

    /// - Parameter record: The record with the change applied to its invoice.
    /// - Returns: the record as it is stored.
    func callAsFunction(
        _ change: InvoiceChange, of record: InvoiceRecord, from origin: Origin, at now: Instant, in unit: UnitOfWork
    ) -> InvoiceRecord {
        Rule.keep(.E8)
        let id = record.invoice.id
        invoices.insert(change.lines, of: record, rulePack: origin.rulePack, at: now, in: unit)
        if let payment = change.payment { payments.insert(payment, of: id, by: origin.by, at: now, in: unit) }
        for part in change.refunds {
            payments.addRefund(part, in: unit)
            let refund = refunds.insert(
                part, reason: origin.reason, by: origin.by, isReported: origin.isReported, at: now, in: unit)
            let payment = record.invoice.payments.first { $0.id == part.payment }
            if !origin.isReported, let payment, let provider = payment.provider {
                orders.insert(refund, part.amount, of: payment, at: provider, at: now, in: unit)
            }
        }
        for part in change.disputes { payments.addDispute(part, in: unit) }
        ledger.insert(change.transfers, of: id, at: now, in: unit)
        return invoices.save(record, in: unit)
    }
}

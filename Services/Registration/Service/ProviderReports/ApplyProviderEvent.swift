import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// An event that a payment provider without a connection of its own reports (E8).
struct ProviderEvent: Sendable {
    enum Kind: String, Codable, Sendable, CaseIterable {
        case succeeded = "payment.succeeded"
        case failed = "payment.failed"
        case refunded = "charge.refunded"
        case disputed = "charge.disputed"
    }

    var id: String
    var kind: Kind
    var invoice: InvoiceID
    var amount: Money
    var reference: String
}

/// Applies a provider's event once, however often it is sent (E8).
struct ApplyProviderEvent: Sendable {
    let accounts: AccountRepository
    let reports: ReportRepository
    let refunds: RefundRepository
    let pay: BookPayment
    let bookRefund: BookReportedRefund
    let dispute: ApplyDispute

    init(_ billing: BillingParts, policies: Policies) {
        accounts = billing.accounts
        reports = billing.reports
        refunds = billing.refunds
        pay = billing.pay
        bookRefund = billing.bookReportedRefund
        dispute = ApplyDispute(billing, policies: policies)
    }

    /// - Throws: `NotFound` if there is no such invoice.
    func callAsFunction(_ event: ProviderEvent, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.E8)
        guard let (offering, locked) = try await accounts.lock(event.invoice, in: unit) else { throw NotFound() }
        var account = locked
        guard try await reports.insert(event.id, type: event.kind.rawValue, of: event.invoice, at: now, in: unit) else {
            return
        }
        switch event.kind {
        case .failed: break
        case .succeeded:
            let payment = Payment(id: .new(), method: .card, amount: event.amount, reference: event.reference)
            try await pay.reported(payment, on: &account, of: offering, at: now, in: unit)
        case .refunded:
            let payments = account.invoice.invoice.cardPayments(matching: event.reference).map(\.id)
            let booked = try await refunds.confirm(event.amount, of: payments, which: .sentByCard, in: unit)
            guard booked < event.amount else { break }
            try bookRefund(event.amount - booked, on: event.reference, of: &account, at: now, in: unit)
        case .disputed:
            // These events have no id of the dispute, so each of them is a dispute.
            try await dispute.open(
                Dispute(id: "event:" + event.id, reference: event.reference, amount: event.amount), of: &account,
                at: now, in: unit)
        }
    }
}

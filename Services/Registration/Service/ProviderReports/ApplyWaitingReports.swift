import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Applies the refunds and disputes that a provider reported before the money that they concern (E8).
struct ApplyWaitingReports: Sendable {
    let reports: ReportRepository
    let disputes: DisputeRepository
    let bookRefund: BookReportedRefund
    let hold: HoldDisputedAmount

    func callAsFunction(
        on reference: String, of account: inout RegistrationAccount, at now: Instant, in unit: UnitOfWork
    ) async throws {
        Rule.keep(.E8)
        let invoice = account.invoice.invoice.id
        if let amount = try await reports.removeWaitingRefund(on: reference, of: invoice, in: unit) {
            try bookRefund(amount, on: reference, of: &account, at: now, in: unit)
        }
        for (dispute, isLost) in try await disputes.unheld(on: reference, of: invoice, in: unit) {
            try hold(dispute, isLost: isLost, of: &account, at: now, in: unit)
        }
    }
}

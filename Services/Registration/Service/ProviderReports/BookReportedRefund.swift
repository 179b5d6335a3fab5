import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Books a refund that a provider reports and that was not booked before (E8). An amount that exceeds what is retained
/// of the payments waits under its reference, since the provider's events arrive in any order.
struct BookReportedRefund: Sendable {
    let reports: ReportRepository
    let refund: BookRefund

    func callAsFunction(
        _ amount: Money, on reference: String, of account: inout RegistrationAccount, at now: Instant,
        in unit: UnitOfWork
    ) throws {
        Rule.keep(.E8)
        let (parts, rest) = account.invoice.invoice.parts(of: amount, reference: reference)
        for part in parts {
            try refund(
                of: part, because: "reported by the provider", on: &account, by: nil, isReported: true, at: now,
                in: unit)
        }
        if rest > .zero {
            reports.addWaitingRefund(rest, on: reference, of: account.invoice.invoice.id, in: unit)
        }
    }
}

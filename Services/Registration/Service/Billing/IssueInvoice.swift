import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Issues the document of an invoice: gives it its number and stores what the document states (E8).
///
/// It runs in a transaction of its own, so that no registration waits for a number.
struct IssueInvoice: Sendable {
    let policies: Policies
    let invoices: InvoiceRepository

    /// Returns the number, the next of the year unless the document was issued before.
    ///
    /// - Throws: `NotFound`.
    func callAsFunction(_ id: InvoiceID, at now: Instant, in unit: UnitOfWork) async throws -> String {
        Rule.keep(.E8)
        guard let record = try await invoices.lock(id, in: unit) else { throw NotFound() }
        if let number = record.number { return number }
        let number = try await invoices.drawNumber(of: policies.associationDay(now).parts.year, in: unit)
        invoices.issue(id, as: number, at: now, in: unit)
        return number.description
    }
}

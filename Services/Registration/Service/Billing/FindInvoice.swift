import Primitives
import RegistrationDomain
import UseCases

/// Finds an invoice for a principal who may read it.
struct FindInvoice: Sendable {
    let registrations: RegistrationRepository
    let invoices: InvoiceRepository
    let access: InvoiceAccess

    /// - Throws: `NotFound`, also for everybody who may not read it.
    func callAsFunction(_ id: InvoiceID, for principal: Principal, at now: Instant) async throws -> InvoiceRecord {
        Rule.keep(.D4)
        guard let invoice = try await invoices.find(id),
            let registration = try await registrations.find(invoice.registration)
        else { throw NotFound() }
        try await access.requireReader(principal, of: registration, at: now)
        return invoice
    }
}

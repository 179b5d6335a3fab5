import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// Registrations with their invoices, under the lock of their offering.
struct AccountRepository: Sendable {
    let registrations: RegistrationRepository
    let seats: SeatBookRepository
    let invoices: InvoiceRepository

    /// Locks the offering of an invoice's registration, then the invoice, as every booking begins (W1).
    func lock(_ id: InvoiceID, in unit: UnitOfWork) async throws -> (Offering, RegistrationAccount)? {
        guard let registration = try await invoices.registration(of: id, in: unit),
            let (offering, record) = try await seats.lock(registration: registration, in: unit),
            let invoice = try await invoices.lock(id, in: unit)
        else { return nil }
        return (offering, RegistrationAccount(registration: record, invoice: invoice))
    }

    /// Adds an amount to what was refunded of the registration.
    func addRefund(_ amount: Money, to account: inout RegistrationAccount, in unit: UnitOfWork) {
        account.registration = registrations.addRefund(amount, to: account.registration, in: unit)
    }
}

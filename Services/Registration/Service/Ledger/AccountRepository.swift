import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// Registrations with their invoices, under the lock of their offering.
struct AccountRepository: Sendable {
    let store: RegistrationStore
    let invoices: InvoiceRepository

    /// Locks the offering of an invoice's registration, then the invoice, as every booking begins (W1).
    func lock(_ id: InvoiceID, in unit: UnitOfWork) async throws -> (Offering, RegistrationAccount)? {
        guard let registration = try await invoices.registration(of: id, in: unit),
            let (offering, record) = try await store.lock(registration: registration, in: unit),
            let invoice = try await invoices.lock(id, in: unit)
        else { return nil }
        return (offering, RegistrationAccount(registration: record, invoice: invoice))
    }

    /// Adds an amount to what was refunded of the registration.
    func addRefund(_ amount: Money, to account: inout RegistrationAccount, in unit: UnitOfWork) {
        store.addRefund(amount, to: account.registration.registration.id, in: unit)
        account.registration.refund += amount
        account.registration.version += 1
    }

    /// Writes what was decided about the registration's seat.
    func save(
        _ facts: [SeatFact], of offering: inout Offering, on account: inout RegistrationAccount, at now: Instant,
        in unit: UnitOfWork
    ) {
        store.write(facts, of: &offering, at: now, in: unit)
        guard let fact = facts.first else { return }
        account.registration.registration = fact.registration
        account.registration.version += 1
    }
}

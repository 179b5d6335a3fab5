import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Decides who may see an invoice, pay it by card, and book money on it.
struct InvoiceAccess: Sendable {
    let registrations: RegistrationAccess

    /// Requires that the principal may read a registration's invoice (D4).
    ///
    /// - Throws: `NotFound`.
    func requireReader(_ principal: Principal, of record: RegistrationRecord, at now: Instant) async throws {
        try await registrations.requireInvoice(of: record, for: principal, at: now, from: registrations.people.database)
    }

    /// Requires that the principal may pay a registration's invoice by card.
    ///
    /// - Throws: `NotFound`.
    func requirePayer(_ principal: Principal, of record: RegistrationRecord, at now: Instant) async throws {
        _ = try await registrations.standing(
            of: principal, towards: record, at: now, from: registrations.people.database)
    }

    /// Requires that the principal books money on another person's invoice (E8). An administrator may book it on any,
    /// since a small office may have nobody else; the booking names them.
    ///
    /// - Throws: `InvoiceRejection.ownInvoice`.
    func requireOther(
        than principal: Principal, on record: RegistrationRecord, at now: Instant, in unit: UnitOfWork
    ) async throws {
        if principal.roles.contains(.admin) { return }
        guard try await !registrations.isOwn(record, of: principal, at: now, from: unit.sql) else {
            throw InvoiceRejection.ownInvoice
        }
    }
}

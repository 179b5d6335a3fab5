import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Accepts the waitlist's offer of a seat (D7). The invoice has the price that was frozen when the person joined.
struct ConfirmSeat: Sendable {
    struct Command: Sendable {
        var registration: RegistrationID
        var match: VersionMatch
        var by: Principal
    }

    let policies: Policies
    let registrations: RegistrationRepository
    let seats: SeatBookRepository
    let invoices: InvoiceRepository
    let access: RegistrationAccess
    let changes: SeatChanges

    /// - Throws: `NotFound`, also for a principal who may not know of it; `VersionMismatch`; `SeatRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> RegistrationRecord {
        Rule.keep(.D7)
        let locked = try await access.lock(
            command.registration, for: command.by, match: command.match, at: now, in: unit)
        let offering = locked.offering
        var book = try await seats.find(of: offering, in: unit)
        let facts = try book.decide(
            .accept(locked.record.registration), at: policies.moment(now, at: offering),
            under: policies.policy(at: now))
        _ = changes.record(facts, of: offering, at: now, in: unit)
        let record = locked.record.applying(facts[0])
        guard record.registration.kind.isInvoiced else { return record }
        let invoice = NewInvoice(.new(), for: record)
        invoices.insert([invoice], at: now, in: unit)
        return registrations.saveInvoice(invoice.record.invoice.id, of: record, in: unit)
    }
}

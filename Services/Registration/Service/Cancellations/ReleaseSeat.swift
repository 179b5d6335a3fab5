import Contracts
import Messaging
import Primitives
import RegistrationDomain

/// Releases a registration of a locked class: a freed seat is offered to the waitlist in the same transaction, the
/// price is credited, the fee is charged, and what was paid beyond it is refunded (D5, D7).
struct ReleaseSeat: Sendable {
    let policies: Policies
    let registrations: RegistrationRepository
    let seats: SeatBookRepository
    let invoices: InvoiceRepository
    let moves: OfferingMoveRepository
    let changes: SeatChanges
    let book: BookInvoiceChange

    /// - Parameter person: the person who releases it; nil for a request of another service.
    /// - Returns: the registration as it is stored.
    /// - Throws: `SeatRejection`.
    func callAsFunction(
        _ record: RegistrationRecord, of offering: Offering, _ cause: SeatCause, by person: PersonID?,
        at now: Instant, in unit: UnitOfWork
    ) async throws -> RegistrationRecord {
        Rule.keep(.D5, .D7)
        let policy = policies.policy(at: now)
        let moment = policies.moment(now, at: offering)
        var book = try await seats.find(of: offering, freeing: 1, asking: record.registration.id, in: unit)
        let facts = try book.decide(.cancel(record.registration, cause), at: moment, under: policy)
        _ = changes.record(facts, of: offering, at: now, in: unit)
        let released = record.applying(facts[0])
        guard let id = record.invoice, let invoice = try await invoices.lock(id, in: unit) else { return released }
        let cancellation = Cancellation.byPerson(
            price: invoice.invoice.price, startsOn: offering.startsOn,
            freeBecause: try await moves.freeCancellation(of: record, in: offering.id, from: unit.sql), at: moment,
            under: policy)
        return settle(cancellation, of: released, invoice, by: person, at: now, in: unit)
    }

    /// Books a cancellation on the invoice: its lines, then the refund of what was paid beyond them (E8).
    ///
    /// - Returns: the registration with the refund.
    func settle(
        _ cancellation: Cancellation, of record: RegistrationRecord, _ locked: InvoiceRecord, by person: PersonID?,
        at now: Instant, in unit: UnitOfWork
    ) -> RegistrationRecord {
        var invoice = locked
        let change = invoice.invoice.cancel(cancellation)
        let origin = BookInvoiceChange.Origin(
            rulePack: policies.policy(at: now).version, by: person, reason: "cancellation")
        invoice = book(change, of: invoice, from: origin, at: now, in: unit)
        let saved = registrations.addRefund(change.refunded, to: record, in: unit)
        guard change.refunded > .zero else { return saved }
        let account = RegistrationAccount(registration: saved, invoice: invoice)
        unit.publish(.paymentRefunded, PaymentChange(change.refunded, on: account), of: invoice.invoice.id, at: now)
        return saved
    }
}

import Messaging
import Primitives
import RegistrationDomain

/// Releases all registrations of a class that the association cancels: its allotments end, no person is promoted, and
/// everything that was invoiced is credited and refunded, fees included (D5).
struct ReleaseAllSeats: Sendable {
    let policies: Policies
    let registrations: RegistrationRepository
    let seats: SeatBookRepository
    let invoices: InvoiceRepository
    let changes: SeatChanges
    let endAllotment: EndAllotment
    let release: ReleaseSeat

    /// - Parameter cancelled: the class, locked and stored as cancelled.
    /// - Returns: the class as it is stored.
    func callAsFunction(
        of cancelled: Offering, reason: String, by person: PersonID, at now: Instant, in unit: UnitOfWork
    ) async throws -> Offering {
        Rule.keep(.D5)
        var offering = cancelled
        for allotment in try await seats.find(of: offering, allotments: true, in: unit).allotments {
            offering = try await endAllotment.end(
                allotment.id, of: offering, by: person, reason: reason, at: now, in: unit)
        }
        let records = try await registrations.active(in: offering.id, from: unit.sql)
        let invoices = try await invoices.lock(records.compactMap(\.invoice), in: unit)
        var book = try await seats.find(of: offering, in: unit)
        let facts = try book.releaseAll(
            records.map(\.registration), at: policies.moment(now, at: offering), under: policies.policy(at: now))
        for (record, fact) in zip(records, facts) {
            guard let id = record.invoice, let invoice = invoices[id] else { continue }
            _ = release.settle(
                .byAssociation(invoiced: invoice.invoice.total), of: record.applying(fact), invoice, by: person,
                at: now, in: unit)
        }
        return changes.record(facts, of: offering, at: now, in: unit)
    }
}

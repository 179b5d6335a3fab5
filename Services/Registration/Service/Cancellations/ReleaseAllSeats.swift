import Messaging
import Primitives
import RegistrationDomain

/// Releases all registrations of a class that the association cancels: its allotments end, no person is promoted, and
/// everything that was invoiced is credited and refunded, fees included (D5).
struct ReleaseAllSeats: Sendable {
    let store: RegistrationStore
    let registrations: RegistrationRepository
    let seats: SeatBookRepository
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
        let invoices = try await store.invoices(records.compactMap(\.invoice), locking: true, from: unit.sql)
        var book = try await seats.find(of: offering, in: unit)
        let moment = store.moment(now, venueZone: offering.venue.timeZone)
        var facts: [SeatFact] = []
        for record in records {
            let decided = try book.decide(
                .cancel(record.registration, .offeringCancelled), at: moment, under: store.policy(at: now))
            facts += decided
            guard let id = record.invoice, let invoice = invoices[id] else { continue }
            _ = release.settle(
                .byAssociation(invoiced: invoice.invoice.total), of: record.applying(decided[0]), invoice, by: person,
                at: now, in: unit)
        }
        return changes.record(facts, of: offering, at: now, in: unit)
    }
}

import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Cancels a class by the association (D5): its allotments end, all registrations are released, no seat is offered, and
/// everything that was invoiced is credited and refunded.
struct CancelOffering: Sendable {
    struct Command: Sendable {
        var offering: OfferingID
        var match: VersionMatch
        var reason: String
        var by: PersonID
    }

    let store: RegistrationStore
    let offerings: OfferingRepository
    let moves: OfferingMoveRepository
    let policies: Policies

    /// - Throws: `NotFound`, `VersionMismatch`, `OfferingRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Offering {
        Rule.keep(.D5)
        guard var offering = try await offerings.lock(command.offering, in: unit) else { throw NotFound() }
        try command.match.require(offering.version)
        try offering.cancel(try await moves.records(of: offering.id, in: unit))
        offering = try offerings.save(offering, because: command.reason, at: now, in: unit)
        unit.publish(.offeringCancelled, offering, at: now)
        for allotment in try await store.book(of: offering, allotments: true, in: unit).allotments {
            offering = try await store.end(
                allotment.id, of: offering, by: command.by, reason: command.reason, at: now, in: unit)
        }
        let records = try await store.activeRegistrations(of: offering.id, from: unit.sql)
        let invoices = try await store.invoices(records.compactMap(\.invoice), locking: true, from: unit.sql)
        var book = try await store.book(of: offering, in: unit)
        let facts = try book.releaseAll(
            records.map(\.registration), at: policies.moment(now, at: offering), under: policies.policy(at: now))
        for (record, fact) in zip(records, facts) {
            guard let id = record.invoice, let invoice = invoices[id] else { continue }
            var released = record
            released.registration = fact.registration
            credit(invoice, of: released, by: command.by, at: now, in: unit)
        }
        store.write(facts, of: &offering, at: now, in: unit)
        return offering
    }

    /// Credits what was invoiced and refunds what was paid.
    private func credit(
        _ invoice: InvoiceRecord, of record: RegistrationRecord, by person: PersonID, at now: Instant,
        in unit: UnitOfWork
    ) {
        var account = RegistrationAccount(registration: record, invoice: invoice)
        let change = account.invoice.invoice.cancel(.byAssociation(invoiced: invoice.invoice.total))
        store.write(
            change, of: &account.invoice, rulePack: policies.policy(at: now).version, by: person,
            reason: "cancellation", at: now, in: unit)
        guard change.refunded > .zero else { return }
        store.addRefund(change.refunded, to: record.registration.id, in: unit)
        account.registration.refund += change.refunded
        unit.publish(
            .paymentRefunded, PaymentChange(change.refunded, on: account), of: account.invoice.invoice.id, at: now)
    }
}

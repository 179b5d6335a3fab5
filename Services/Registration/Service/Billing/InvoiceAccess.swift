import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Decides who may see an invoice, pay it by card, and book money on it.
struct InvoiceAccess: Sendable {
    let store: RegistrationStore

    /// Requires that the principal may read a registration's invoice: a party of the registration, or a party before
    /// the seat was transferred (D4), which is the holder at that time and the coordinators of the agency where a
    /// holder worked on the day of the registration.
    ///
    /// - Throws: `NotFound`.
    func requireReader(_ principal: Principal, of record: RegistrationRecord, at now: Instant) async throws {
        if try await isParty(principal, of: record, writing: false, at: now) { return }
        let source = store.database
        let holders = try await store.formerHolders(of: record.registration.id, from: source)
        let standings = try await store.standings(
            of: holders + [record.registration.person], on: record.registeredOn, from: source)
        let own = try await store.standing(of: principal.personID, on: record.registeredOn, from: source)
        guard
            !principal.coordinatorOf.isDisjoint(with: standings.values.flatMap(\.agencies))
                || !Set(own.identities).isDisjoint(with: holders)
        else { throw NotFound() }
    }

    /// Requires that the principal may pay a registration's invoice by card.
    ///
    /// - Throws: `NotFound`.
    func requirePayer(_ principal: Principal, of record: RegistrationRecord, at now: Instant) async throws {
        guard try await isParty(principal, of: record, writing: true, at: now) else { throw NotFound() }
    }

    /// Requires that the principal books money on another person's invoice (E8). An administrator may book it on any,
    /// since a small office may have nobody else; the booking names them.
    ///
    /// - Throws: `InvoiceRejection.ownInvoice`.
    func requireOther(
        than principal: Principal, on record: RegistrationRecord, at now: Instant, in unit: UnitOfWork
    ) async throws {
        if principal.roles.contains(.admin) { return }
        let own = try await store.standing(of: principal.personID, on: store.associationDay(now), from: unit.sql)
        guard !own.identities.contains(record.registration.person) else { throw InvoiceRejection.ownInvoice }
    }

    /// Returns whether the principal is the registration's person under any of their identities, a coordinator of an
    /// agency where that person has a current assignment, staff or, to read, an auditor.
    private func isParty(
        _ principal: Principal, of record: RegistrationRecord, writing: Bool, at now: Instant
    ) async throws -> Bool {
        let holder = record.registration.person
        if holder == principal.personID || principal.isStaff || !writing && principal.readsAsStaff { return true }
        let standings = try await store.standings(
            of: [principal.personID, holder], on: store.associationDay(now), from: store.database)
        if let own = standings[principal.personID], own.identities.contains(holder) { return true }
        return !principal.coordinatorOf.isDisjoint(with: standings[holder]?.agencies ?? [])
    }
}

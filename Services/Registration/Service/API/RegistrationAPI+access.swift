import Postgres
import Primitives
import RegistrationDomain
import UseCases
import Web

/// As what somebody stands towards a registration.
enum RegistrationStanding: Hashable, Sendable {
    /// Its person, under any of their identities.
    case holder
    /// Coordinates an agency where its person is now.
    case coordinator
    case staff
}

extension RegistrationAPI {
    /// Who may see a registration, its invoice and its evaluation, and move it: its person, staff, and who coordinates an agency
    /// where that person has a current assignment. Whoever registered them, or held the seat before a transfer, has no say by
    /// that. For anybody else there is no such registration.
    func admit(
        _ principal: Principal, to record: RegistrationRecord, reading: Bool, at instant: Instant,
        from source: any RowSource
    ) async throws -> RegistrationStanding {
        let holder = record.registration.person
        if holder == principal.personID { return .holder }
        let standings = try await store.standings(
            of: [principal.personID, holder], on: store.associationDay(instant), from: source)
        if let own = standings[principal.personID], own.identities.contains(holder) { return .holder }
        if principal.isStaff || reading && principal.readsAsStaff { return .staff }
        guard let agencies = standings[holder]?.agencies, !principal.coordinatorOf.isDisjoint(with: agencies) else {
            throw Problem.notFound
        }
        return .coordinator
    }

    /// Who may read an invoice: those who see its registration, and those whose it was to pay before the seat went to somebody else
    /// (D4): whoever held it, and who coordinates an agency where one of its holders worked on the day of the registration.
    func admit(
        _ principal: Principal, toInvoiceOf record: RegistrationRecord, at instant: Instant, from source: any RowSource
    ) async throws {
        do {
            _ = try await admit(principal, to: record, reading: true, at: instant, from: source)
        } catch let refusal as Problem {
            let holders = try await store.formerHolders(of: record.registration.id, from: source)
            let standings = try await store.standings(
                of: holders + [record.registration.person], on: record.registeredOn, from: source)
            let agencies = standings.values.flatMap(\.agencies)
            let own = try await store.standing(of: principal.personID, on: record.registeredOn, from: source)
            guard !principal.coordinatorOf.isDisjoint(with: agencies) || !Set(own.identities).isDisjoint(with: holders)
            else { throw refusal }
        }
    }

    /// E8: who works in the office pays as everybody does, and somebody else books it. A small office may have one administrator
    /// only, who can ask nobody else; the booking names them.
    func refuseOwn(
        _ record: RegistrationRecord, of principal: Principal, at instant: Instant, from source: any RowSource
    ) async throws {
        if principal.roles.contains(.admin) { return }
        let own = try await store.standing(of: principal.personID, on: store.associationDay(instant), from: source)
        guard !own.identities.contains(record.registration.person) else { throw Problem(.ownInvoice) }
    }
}

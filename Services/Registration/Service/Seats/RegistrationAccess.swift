import Messaging
import Postgres
import Primitives
import RegistrationDomain
import UseCases

/// What a principal is to a registration.
enum RegistrationStanding: Hashable, Sendable {
    /// The registration's person, under any of their identities.
    case holder
    /// A coordinator of an agency where the person has a current assignment.
    case coordinator
    case staff

    var cancellationCause: SeatCause { self == .holder ? .cancelledByPerson : .cancelledByStaff }
}

/// A registration under the lock of its class, with what the principal of the step is to it.
struct LockedRegistration: Sendable {
    var offering: Offering
    var record: RegistrationRecord
    var standing: RegistrationStanding
}

/// Judges who may know of a registration, its invoice and its evaluation, and who may change it: its person, staff, and
/// coordinators of an agency where the person has a current assignment (A1). To have registered a person, or to have
/// held a seat before a transfer, gives no access.
struct RegistrationAccess: Sendable {
    let policies: Policies
    let people: PersonRepository
    let seats: SeatBookRepository
    let transfers: TransferRepository

    /// Locks a registration for a step of the principal.
    ///
    /// - Throws: `NotFound`, also for a principal who may not know of it; then `VersionMismatch`.
    func lock(
        _ id: RegistrationID, for principal: Principal, match: VersionMatch, at now: Instant, in unit: UnitOfWork
    ) async throws -> LockedRegistration {
        guard let (offering, record) = try await seats.lock(registration: id, in: unit) else { throw NotFound() }
        let standing = try await standing(of: principal, towards: record, at: now, from: unit.sql)
        try match.require(record.version)
        return LockedRegistration(offering: offering, record: record, standing: standing)
    }

    /// Returns what the principal is to the registration.
    ///
    /// - Parameter reading: whether the principal only reads, which an auditor may.
    /// - Throws: `NotFound` for a principal who may not know of it.
    func standing(
        of principal: Principal, towards record: RegistrationRecord, reading: Bool = false, at now: Instant,
        from source: any RowSource
    ) async throws -> RegistrationStanding {
        Rule.keep(.A1)
        let holder = record.registration.person
        if holder == principal.personID { return .holder }
        let standings = try await people.standings(
            of: [principal.personID, holder], on: policies.associationDay(now), from: source)
        if let own = standings[principal.personID], own.identities.contains(holder) { return .holder }
        if principal.isStaff || reading && principal.readsAsStaff { return .staff }
        guard let agencies = standings[holder]?.agencies, !principal.coordinatorOf.isDisjoint(with: agencies) else {
            throw NotFound()
        }
        return .coordinator
    }

    /// Requires that the principal may read the registration's invoice. Those may who may know of the registration,
    /// those who held the seat before a transfer, and coordinators of an agency where one of its holders had an
    /// assignment on the day of the registration (D4): they have to pay it.
    ///
    /// - Throws: `NotFound`.
    func requireInvoice(
        of record: RegistrationRecord, for principal: Principal, at now: Instant, from source: any RowSource
    ) async throws {
        do {
            _ = try await standing(of: principal, towards: record, reading: true, at: now, from: source)
        } catch let refusal as NotFound {
            let holders = try await transfers.previousHolders(of: record.registration.id, from: source)
            let standings = try await people.standings(
                of: holders + [record.registration.person], on: record.registeredOn, from: source)
            let agencies = standings.values.flatMap(\.agencies)
            let own = try await people.standing(of: principal.personID, on: record.registeredOn, from: source)
            guard !principal.coordinatorOf.isDisjoint(with: agencies) || !Set(own.identities).isDisjoint(with: holders)
            else { throw refusal }
        }
    }

    /// Returns whether the registration is the principal's own, under any of their identities.
    func isOwn(
        _ record: RegistrationRecord, of principal: Principal, at now: Instant, from source: any RowSource
    ) async throws -> Bool {
        try await people.standing(of: principal.personID, on: policies.associationDay(now), from: source)
            .identities.contains(record.registration.person)
    }
}

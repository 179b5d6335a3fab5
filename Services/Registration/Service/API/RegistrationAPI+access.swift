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
}

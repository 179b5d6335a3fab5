import Postgres
import Primitives
import RegistrationDomain
import UseCases

/// How a request names a person.
enum RegistrantReference: Sendable {
    case id(PersonID)
    case email(String)
}

/// The refusal of a person who cannot be registered.
enum RegistrantRejection: Error, Hashable, Sendable {
    /// The person is unknown, or the caller may not register them. Both have the same answer, so that it does not
    /// reveal who has an account (A4).
    case notEligible
}

/// A person who is to be registered.
struct FoundRegistrant: Sendable {
    var person: PersonID
    /// The agencies whose allotments may be drawn from (D3).
    var agencies: Set<AgencyID>
}

/// Finds the person that a request names, and judges whether the caller may register them (A1): any person registers
/// themselves, staff registers all, and a coordinator the persons with a current assignment to their agency.
struct FindRegistrant: Sendable {
    let policies: Policies
    let people: PersonRepository

    /// Returns the person to register; the caller when the request names none.
    ///
    /// - Throws: `Forbidden`, `RegistrantRejection`.
    func callAsFunction(
        _ reference: RegistrantReference?, for principal: Principal, at now: Instant
    ) async throws -> FoundRegistrant {
        Rule.keep(.A1, .D2)
        let own = FoundRegistrant(person: principal.personID, agencies: principal.coordinatorOf)
        guard let reference else {
            guard !principal.isClient else { throw Forbidden("A program has no seat of its own.") }
            return own
        }
        let person = try await person(reference, from: people.database)
        let standing = try await people.standing(
            of: principal.personID, on: policies.associationDay(now), from: people.database)
        if let person, standing.identities.contains(person) { return own }
        guard principal.isStaff || !principal.coordinatorOf.isEmpty else {
            // The address may be the caller's own whose profile has not come, and the answer must not reveal an
            // account.
            if case .email = reference { throw RegistrantRejection.notEligible }
            throw Forbidden("You can register yourself; a coordinator or the office registers others.")
        }
        let target = try await eligible(person, for: principal, at: now, from: people.database)
        return FoundRegistrant(
            person: target.person, agencies: principal.coordinatorOf.intersection(target.agencies))
    }

    /// Returns the id of the person that a request names, nil for an unknown address.
    func person(_ reference: RegistrantReference, from source: any RowSource) async throws -> PersonID? {
        switch reference {
        case .id(let id): id
        case .email(let email): try await people.person(withEmail: email, from: source)
        }
    }

    /// Requires that a person is known and that the principal may register them.
    ///
    /// - Parameter isOwnSeat: whether the principal gives away their own seat, which may go to any known person (D4).
    /// - Throws: `RegistrantRejection`.
    func eligible(
        _ person: PersonID?, for principal: Principal, isOwnSeat: Bool = false, at now: Instant,
        from source: any RowSource
    ) async throws -> PersonStanding {
        guard let person else { throw RegistrantRejection.notEligible }
        let standing = try await people.standing(of: person, on: policies.associationDay(now), from: source)
        let isOwnPerson = !principal.coordinatorOf.isDisjoint(with: standing.agencies)
        guard standing.isKnown, principal.isStaff || isOwnSeat || isOwnPerson else {
            throw RegistrantRejection.notEligible
        }
        return standing
    }
}

extension PersonStanding {
    /// Returns the person as the rules of a registration see them.
    func registrant(award: ScholarshipAward?) -> Registrant {
        Registrant(
            person: person, isMember: isMember, hasCompletedBasic: hasCompletedBasic, isCandidate: isCandidate,
            award: award)
    }
}

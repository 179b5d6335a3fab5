import AccountsDomain
import Primitives
import UseCases

/// A membership with its person.
struct OwnedMembership: Sendable {
    var person: PersonID
    var membership: Membership
}

/// Finds memberships, for their person, staff and auditors (B1).
struct FindMembership: Sendable {
    let memberships: MembershipRepository
    let people: PersonRepository

    /// - Throws: `NotFound`, also for everybody else.
    func callAsFunction(_ id: MembershipID, for principal: Principal) async throws -> OwnedMembership {
        Rule.keep(.B1)
        guard let owner = try await memberships.owner(of: id),
            principal.readsAsStaff || owner == principal.personID, let person = try await people.find(owner)
        else { throw NotFound() }
        return try person.owned(id)
    }
}

extension Person {
    /// Returns a membership of the person.
    ///
    /// - Throws: `NotFound`.
    func owned(_ id: MembershipID) throws(NotFound) -> OwnedMembership {
        guard let membership = membership(id) else { throw NotFound() }
        return OwnedMembership(person: self.id, membership: membership)
    }
}

package import Primitives
package import UseCases

/// A caller of the API as the access token describes them.
package struct Caller: Sendable {
    package var person: PersonID
    package var roles: Set<Role>
    package var coordinatorOf: Set<AgencyID>
    /// A program with credentials of its own instead of a person.
    package var isClient: Bool

    package init(
        person: PersonID = .new(), roles: Set<Role> = [], coordinatorOf: Set<AgencyID> = [], isClient: Bool = false
    ) {
        self.person = person
        self.roles = roles
        self.coordinatorOf = coordinatorOf
        self.isClient = isClient
    }

    package init(_ person: PersonID, _ roles: Role...) {
        self.init(person: person, roles: Set(roles))
    }
}

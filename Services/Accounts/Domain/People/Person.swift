package import Primitives

/// The person of an account, with memberships, holds and assignments.
///
/// A use case loads the person under its row's lock, `decide` returns events, and `apply` makes the next state of them.
/// The rows, the published state and the published facts follow from the events.
package struct Person: Hashable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case registrant
        case member
    }

    package var id: PersonID
    package var kind: Kind
    package var profile: Profile
    package var roles: [String]
    package var coordinatorOf: [AgencyID]
    package var mergedInto: PersonID?
    package var terms: [MembershipTerm]
    package var order: MembershipOrder?
    package var holds: [StandingHold]
    package var assignments: [Assignment]
    package var version: Int

    package init(
        id: PersonID, kind: Kind, profile: Profile, roles: [String] = [], coordinatorOf: [AgencyID] = [],
        mergedInto: PersonID? = nil, terms: [MembershipTerm] = [], order: MembershipOrder? = nil,
        holds: [StandingHold] = [], assignments: [Assignment] = [], version: Int = 1
    ) {
        self.id = id
        self.kind = kind
        self.profile = profile
        self.roles = roles
        self.coordinatorOf = coordinatorOf
        self.mergedInto = mergedInto
        self.terms = terms
        self.order = order
        self.holds = holds
        self.assignments = assignments
        self.version = version
    }

    /// Returns whether the person has a term in force and no hold on that day (B2).
    package func isInGoodStanding(on day: Day) -> Bool {
        terms.contains { $0.covers(day) } && !holds.contains { $0.covers(day) }
    }

    /// Returns whether the person holds a role, or coordinates an agency, that is not among these.
    package func holdsMore(than roles: [String], coordinatorOf agencies: [AgencyID]) -> Bool {
        !Set(self.roles).isSubset(of: roles) || !Set(coordinatorOf).isSubset(of: agencies)
    }
}

package import Primitives

/// The human behind an account, as the decisions see it: whole, with memberships, holds and assignments. Survives a merge.
///
/// The store loads it under its row's lock, `decide` answers with events, `apply` makes the next state of them; the row,
/// the published state and the facts all come from these.
package struct Person: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
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

    package init(
        id: PersonID, kind: Kind, profile: Profile, roles: [String] = [], coordinatorOf: [AgencyID] = [],
        mergedInto: PersonID? = nil, terms: [MembershipTerm] = [], order: MembershipOrder? = nil,
        holds: [StandingHold] = [], assignments: [Assignment] = []
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
    }

    /// B2: an active term on that day and no hold.
    package func isInGoodStanding(on day: Day) -> Bool {
        terms.contains { $0.covers(day) } && !holds.contains { $0.covers(day) }
    }
}

package import Primitives

/// What a person may be in the association (`domain.md`, Roles).
package enum Role: String, Codable, CaseIterable, Sendable {
    case member
    case agencyCoordinator
    case instructor
    case staff
    case trainingDirector
    case trainingCommittee
    case executiveDirector
    case admin
    case auditor
}

/// Who makes a request, as their token says.
package struct Principal: Sendable, Hashable {
    package let personID: PersonID
    /// The roles as granted; ask `has`, which knows what an admin may.
    package let roles: Set<Role>
    package let coordinatorOf: Set<AgencyID>
    /// The token's own id.
    package let tokenID: String
    /// A program with credentials of its own instead of a person.
    package let isClient: Bool

    package init(
        personID: PersonID, roles: Set<Role>, coordinatorOf: Set<AgencyID> = [], tokenID: String,
        isClient: Bool = false
    ) {
        self.personID = personID
        self.roles = roles
        self.coordinatorOf = coordinatorOf
        self.tokenID = tokenID
        self.isClient = isClient
    }

    /// Whether the role is held; an admin holds that of staff too.
    package func has(_ role: Role) -> Bool {
        roles.contains(role) || role == .staff && roles.contains(.admin)
    }

    package func hasAny(of roles: Set<Role>) -> Bool {
        roles.contains(where: has)
    }

    package var isStaff: Bool { has(.staff) }

    /// Staff, admins, and auditors, who may read all that staff reads.
    package var readsAsStaff: Bool { isStaff || roles.contains(.auditor) }

    package func isCoordinator(of agency: AgencyID) -> Bool {
        coordinatorOf.contains(agency)
    }
}

/// Turns a bearer token into who bears it.
package protocol TokenVerifying: Sendable {
    /// - Throws: any error for a token that is not valid at `now` (answered with 401); a `Problem`, or an error of the
    ///   database, when that cannot be told.
    func verify(_ token: String, now: Instant) async throws -> Principal
}

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

/// Verifies bearer tokens.
package protocol TokenVerifying: Sendable {
    /// Returns the principal that the token names.
    ///
    /// - Throws: an error that names its own problem, or one of the database, when the token cannot be judged; any
    ///   other error means that it is not valid at `now` (401).
    func verify(_ token: String, now: Instant) async throws -> Principal
}

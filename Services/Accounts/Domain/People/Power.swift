package import Primitives

/// What somebody may do by roles: their own, or those that a login opens after merges.
///
/// Only administrators give roles (`api.md`). Whoever decides how another person signs in (a recovery code, another
/// address, a merge) could otherwise come by that person's roles, so they must hold that power already.
package struct Power: Hashable, Sendable {
    package var roles: Set<String>
    package var coordinatorOf: Set<AgencyID>

    package init(roles: Set<String>, coordinatorOf: Set<AgencyID> = []) {
        self.roles = roles
        self.coordinatorOf = coordinatorOf
    }

    /// The roles whose doors are open to staff too.
    private static let withinStaff: Set<String> = ["member", "agencyCoordinator", "instructor", "staff"]

    /// Whether nothing is to be gained from the other's sign-in: an administrator may do all, staff all that a
    /// coordinator or an instructor may, everybody else what they were given.
    package func covers(_ other: Power) -> Bool {
        if roles.contains("admin") { return true }
        if roles.contains("staff") { return other.roles.isSubset(of: roles.union(Self.withinStaff)) }
        return other.roles.isSubset(of: roles) && other.coordinatorOf.isSubset(of: coordinatorOf)
    }
}

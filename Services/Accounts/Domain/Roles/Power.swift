package import Primitives

/// The roles of one person, or of all persons that a login opens after merges.
///
/// Only administrators give roles. A caller who decides how another person signs in, by a recovery code, another e-mail
/// address or a merge, could use that person's roles, and so must hold them already.
package struct Power: Hashable, Sendable {
    package var roles: Set<String>
    package var coordinatorOf: Set<AgencyID>

    package init(roles: Set<String>, coordinatorOf: Set<AgencyID> = []) {
        self.roles = roles
        self.coordinatorOf = coordinatorOf
    }

    /// The roles that may do no more than staff.
    private static let withinStaff: Set<String> = ["member", "agencyCoordinator", "instructor", "staff"]

    /// Returns whether the other's sign-in would give no further rights. An administrator has all rights, staff those
    /// of coordinators and instructors, and everybody else those of their own roles.
    package func covers(_ other: Power) -> Bool {
        if roles.contains("admin") { return true }
        if roles.contains("staff") { return other.roles.isSubset(of: roles.union(Self.withinStaff)) }
        return other.roles.isSubset(of: roles) && other.coordinatorOf.isSubset(of: coordinatorOf)
    }
}

import HTTP
package import UseCases

/// The callers that an endpoint accepts. Use cases decide what depends on the resource, such as its owner or a
/// coordinator's agency.
package enum Access: Sendable, Hashable {
    /// Everybody. A token is ignored.
    case anyone
    /// Everybody. `Call.principal` is set if the request has a token; an invalid token is refused.
    case anyoneMaybeSignedIn
    /// A person with a token, or a program that was given a role of the staff: without one a program has nothing of its
    /// own to read or to change.
    case signedIn
    /// A principal with one of the roles. An admin counts as staff, and an auditor may read (GET) what staff may read.
    case roles(Set<Role>)

    package static func roles(_ roles: Role...) -> Access { .roles(Set(roles)) }
    package static let staff = Access.roles([.staff])
    package static let admin = Access.roles([.admin])

    /// Whether a token is read.
    var readsToken: Bool { self != .anyone }

    /// Whether a token is required.
    var needsToken: Bool {
        switch self {
        case .anyone, .anyoneMaybeSignedIn: false
        case .signedIn, .roles: true
        }
    }

    func admits(_ principal: Principal, _ method: HTTPMethod) -> Bool {
        if self == .signedIn { return !principal.isClient || principal.readsAsStaff }
        guard case .roles(let roles) = self else { return true }
        if principal.hasAny(of: roles) { return true }
        return method == .get && roles.contains(.staff) && principal.readsAsStaff
    }
}

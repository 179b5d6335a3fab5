import HTTP
package import UseCases

/// Who may call an endpoint. What depends on the thing itself (own things, a coordinator's agency, an offering's lead
/// instructor) is the handler's to decide.
package enum Access: Sendable, Hashable {
    /// Everybody; a token that is sent along is not looked at.
    case anyone
    /// Everybody; `Call.principal` is there when a token is, and a token that is not valid is refused.
    case anyoneMaybeSignedIn
    /// A person with a token, or a program that was given a role of the staff: without one a program has nothing of its
    /// own to read or to change.
    case signedIn
    /// A principal with one of the roles. An admin passes as staff, and an auditor reads (GET) what staff reads.
    case roles(Set<Role>)

    package static func roles(_ roles: Role...) -> Access { .roles(Set(roles)) }
    package static let staff = Access.roles([.staff])
    package static let admin = Access.roles([.admin])

    /// Whether a token is looked at.
    var readsToken: Bool { self != .anyone }

    /// Whether there is no answer without one.
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

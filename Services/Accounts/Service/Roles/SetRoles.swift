import AccountsDomain
import JSONTree
import Messaging
import Primitives
import UseCases

/// Sets the roles of a person. The person's next token has them.
struct SetRoles: Sendable {
    struct Command: Sendable {
        var person: PersonID
        var match: VersionMatch
        var roles: [Role]
        var coordinatorOf: [AgencyID]
        var by: PersonID
    }

    let changes: PersonChanges
    let agencies: AgencyRepository
    let roles: RoleRepository
    let codes: CodeRepository
    let sessions: Sessions
    let audit: AuditRepository

    /// - Throws: `AgencyUnknown`, `NotFound`, `VersionMismatch`, `PersonRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        let id = command.person
        let new = command.roles.map(\.rawValue)
        guard try await agencies.containsAll(command.coordinatorOf, in: unit) else { throw AgencyUnknown() }
        let isLast = try await roles.isLastAdministrator(id, in: unit)
        var losesRoles = false
        try await changes(id, at: now, in: unit) { person in
            try command.match.require(person.version)
            losesRoles = person.holdsMore(than: new, coordinatorOf: command.coordinatorOf)
            return .setRoles(new, coordinatorOf: command.coordinatorOf, isLastAdministrator: isLast)
        }
        // A code that was issued before must not give access to the new roles.
        codes.deletePasswordResets(of: id, in: unit)
        if losesRoles { try await sessions.revokeAccessTokens(of: id, at: now, in: unit) }
        audit.insert(
            AuditEntry(
                at: now, actor: command.by, action: "person.rolesSet", subject: id.description,
                details: [
                    "roles": .array(new.map(JSON.string)),
                    "coordinatorOf": .array(command.coordinatorOf.map { .string($0.description) }),
                ]), in: unit)
    }
}

import AccountsDomain
import JSONSchema
import Messaging
import Primitives
import UseCases
import Web

/// The roles that an administrator gives.
struct RoleRoutes: Sendable {
    let journal: Journal
    let set: SetRoles
    let find: FindPerson

    init(_ parts: AccountsParts) {
        journal = parts.journal
        let changes = PersonChanges(parts)
        find = FindPerson(people: changes.people, policies: parts.policies)
        set = SetRoles(
            changes: changes, agencies: AgencyRepository(database: parts.database),
            roles: RoleRepository(database: parts.database), codes: CodeRepository(), sessions: Sessions(parts),
            audit: AuditRepository(database: parts.database))
    }

    var roles: Operation {
        Operation(
            "Set a person's roles",
            description: "The person's next token has them. Access tokens with a role that was removed are revoked at "
                + "once; the refresh token stays valid.",
            access: .admin, body: .json(RolesDTO.self), answers: [.ok(PersonDTO.self)],
            problems: [.agencyUnknown, PersonRejection.personMerged.code, PersonRejection.lastAdministrator.code]
        ) { call in
            let admin = try call.signedIn().personID
            let new: RolesDTO = try call.decode()
            let command = SetRoles.Command(
                person: try call.path("id"), match: call.versionMatch(), roles: new.roles,
                coordinatorOf: new.coordinatorOf ?? [], by: admin)
            try await journal.update(trace: call.trace) { unit in try await set(command, at: call.now, in: unit) }
            let view = try await find(command.person, at: call.now)
            return try .ok(PersonDTO(view), version: view.person.version)
        }
    }
}

/// The roles of a person, and the agencies that the person coordinates.
struct RolesDTO: WireType {
    var roles: [Role]
    var coordinatorOf: [AgencyID]?

    static let constraints = Constraints([
        CodingKeys.roles: .array(.derived, max: 20), .coordinatorOf: .array(.derived, max: 1000),
    ])
}

import AccountsDomain
import JSONSchema
import JSONTree
import Messaging
import Primitives
import UseCases
import Web

/// Persons, for the office.
struct PeopleRoutes: Sendable {
    let journal: Journal
    let find: FindPerson
    let correct: CorrectPerson

    init(_ parts: AccountsParts) {
        journal = parts.journal
        let changes = PersonChanges(parts)
        find = FindPerson(people: changes.people, policies: parts.policies)
        correct = CorrectPerson(
            changes: changes, power: PowerCheck(roles: RoleRepository(database: parts.database)),
            audit: AuditRepository(database: parts.database))
    }

    var list: Operation {
        Operation(
            "Find persons by name or e-mail address", access: .staff,
            query: .paging + [.query("query", .string(maxLength: 200))], answers: [.page(of: PersonDTO.self)]
        ) { call in
            let limit = try call.limit()
            let page = try await find.page(
                matching: try call.query("query"), after: try call.cursor()?.values(PersonID.self), limit: limit,
                at: call.now)
            return try .ok(Page(page, limit: limit, item: PersonDTO.init, cursor: { Cursor($0.person.id) }))
        }
    }

    var one: Operation {
        Operation("Show a person", access: .staff, answers: [.ok(PersonDTO.self)]) { call in
            let view = try await find(try call.path("id"), at: call.now)
            return try .ok(PersonDTO(view), version: view.person.version)
        }
    }

    var correction: Operation {
        Operation(
            "Correct a person's data",
            description: "Another `email` takes effect at once, as the office has checked it. 403 for the `email` of a "
                + "person with roles that the caller does not hold.",
            access: .staff, body: .json(PersonPatchDTO.self), answers: [.ok(PersonDTO.self)],
            problems: [.emailUnusable, .emailTaken]
        ) { call in
            let principal = try call.signedIn()
            let id: PersonID = try call.path("id")
            let patch: PersonPatchDTO = try call.decode()
            let command = CorrectPerson.Command(
                person: id, match: call.versionMatch(), revise: patch.revised, email: try patch.address(),
                fields: (call.json.object ?? [:]).keys.sorted(), by: principal)
            do {
                try await journal.update(trace: call.trace) { unit in
                    try await correct(command, at: call.now, in: unit)
                }
            } catch  where AccountRepository.isTaken(error) {
                throw SignUpRejection.emailTaken
            }
            let view = try await find(id, at: call.now)
            return try .ok(PersonDTO(view), version: view.person.version)
        }
    }
}

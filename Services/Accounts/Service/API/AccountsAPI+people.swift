import AccountsDomain
import Contracts
import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Messaging
import Postgres
import Primitives
import UseCases
import Web

/// The office's view of people, and the roles that an administrator gives.
extension AccountsAPI {
    var peopleEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/people", "Find people by name or address", access: .staff,
                query: .paging + [.query("query", .string(maxLength: 200))], answers: [.page(of: PersonDTO.schema)],
                handler: findPeople),
            Endpoint(.get, "/v1/people/{id}", "A person", access: .staff, answers: [.ok(PersonDTO.schema)]) {
                [self] call in
                try await answer(try call.path("id"), at: call.now)
            },
            Endpoint(
                .patch, "/v1/people/{id}", "Correct a person's data",
                description:
                    "Another `email` counts at once: the office has checked it. 403 for the `email` of a person "
                    + "who holds roles that the caller does not.",
                access: .staff,
                body: .json(PersonPatchDTO.schema), answers: [.ok(PersonDTO.schema)],
                problems: [.emailUnusable, .emailTaken], handler: correctPerson),
            Endpoint(
                .put, "/v1/people/{id}/roles", "Give and take roles",
                description: "In force with the person's next token. Tokens with what was taken away end at once; the "
                    + "refresh token goes on.", access: .admin, body: .json(RolesDTO.schema),
                answers: [.ok(PersonDTO.schema)],
                problems: [.agencyUnknown, .personMerged, PersonRejection.lastAdministrator.code], handler: setRoles),
        ]
    }

    private func findPeople(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        let found = try await store.people(
            matching: try call.query("query"), after: try call.cursor()?.values(PersonID.self), limit: limit)
        let today = store.zone.day(of: call.now)
        return try .ok(
            Page(
                found, limit: limit,
                item: { stored in
                    let person = stored.person
                    return PersonDTO(
                        stored,
                        membership: StandingDTO(
                            terms: person.terms, holds: person.holds, order: person.order, today: today))
                }, cursor: { Cursor($0.person.id) }))
    }

    private func correctPerson(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        let id: PersonID = try call.path("id")
        let patch: PersonPatchDTO = try call.decode()
        let email = try patch.email.map { text in
            guard let email = EmailAddress(text) else { throw Problem(.emailUnusable) }
            return email.text
        }
        do {
            try await change(id, call) { person in
                var profile = patch.applied(to: person.profile)
                profile.email = email ?? profile.email
                return .changeProfile(profile)
            } then: { [self] _, unit in
                if email != nil { try await store.requirePower(of: principal, over: [id], unit) }
                store.audit(
                    AuditEntry(
                        at: call.now, actor: principal.personID, action: "person.corrected", subject: id.description,
                        details: ["fields": .array((call.json.object ?? [:]).keys.sorted().map(JSON.string))]), unit)
            }
        } catch  where isTaken(error) {
            throw Problem(.emailTaken)
        }
        return try await answer(id, at: call.now)
    }

    private func setRoles(_ call: Call) async throws -> Response {
        let admin = try call.signedIn().personID
        let id: PersonID = try call.path("id")
        let asked: RolesDTO = try call.decode()
        try await journal.update(trace: call.trace) { [self] unit in
            let agencies = asked.coordinatorOf ?? []
            guard try await store.unknownAgencies(agencies, unit).isEmpty else { throw Problem(.agencyUnknown) }
            let isLast = try await store.isLastAdministrator(id, unit)
            var isLess = false
            let stored = try await store.change(
                id, in: unit, at: call.now,
                check: { stored in
                    try call.requireMatch(stored.version)
                    guard stored.person.mergedInto == nil else { throw Problem(.personMerged) }
                }
            ) { person in
                isLess =
                    !Set(person.roles).isSubset(of: asked.roles.map(\.rawValue))
                    || !Set(person.coordinatorOf).isSubset(of: agencies)
                return .setRoles(asked.roles.map(\.rawValue), coordinatorOf: agencies, isLastAdministrator: isLast)
            }
            guard stored != nil else { throw Problem.notFound }
            // A code that somebody gave out before must not open the new roles.
            store.removePasswordCodes(of: id, unit)
            if isLess { try await store.endAccessTokens(of: id, at: call.now, unit) }
            store.audit(
                AuditEntry(
                    at: call.now, actor: admin, action: "person.rolesSet", subject: id.description,
                    details: [
                        "roles": .array(asked.roles.map { .string($0.rawValue) }),
                        "coordinatorOf": .array(agencies.map { .string($0.description) }),
                    ]), unit)
        }
        return try await answer(id, at: call.now)
    }
}

struct RolesDTO: Decodable, Sendable {
    let roles: [Role]
    let coordinatorOf: [AgencyID]?

    static let schema = Schema.object(
        .required("roles", .array(.string(enum: Role.self), max: 20)),
        .optional("coordinatorOf", .array(.uuid, max: 1000)))
}

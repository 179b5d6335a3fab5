import AccountsDomain
import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Mail
import Messaging
import Primitives
import Web

/// "My account" (A7, A8).
extension AccountsAPI {
    var meEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/me", "My account", access: .signedIn, answers: [.ok(PersonDTO.schema)], problems: [.notFound]
            ) { [self] call in
                try await answer(try caller(call), at: call.now)
            },
            Endpoint(
                .patch, "/v1/me", "Change my account",
                description: "Another `email` counts once its owner used the link that is mailed to it; with the "
                    + "verification of addresses off, at once.",
                access: .signedIn, body: .json(PersonPatchDTO.schema), answers: [.ok(PersonDTO.schema)],
                problems: [.notFound, .emailUnusable], handler: changeMe),
        ]
    }

    /// A person with its united membership, as its resource.
    func answer(_ id: PersonID, at now: Instant) async throws -> Response {
        guard let stored = try await store.person(id) else { throw Problem.notFound }
        return try .ok(try await dto(stored, at: now), version: stored.version)
    }

    func dto(_ stored: AccountsStore.Stored, at now: Instant) async throws -> PersonDTO {
        let united = try await store.united(stored.person.id).map(\.person)
        let standing = StandingDTO(
            terms: united.flatMap(\.terms), holds: united.flatMap(\.holds), order: stored.person.order,
            today: store.zone.day(of: now))
        return PersonDTO(stored, membership: standing)
    }

    private func changeMe(_ call: Call) async throws -> Response {
        let id = try caller(call)
        let patch: PersonPatchDTO = try call.decode()
        let email = try patch.email.map { text throws(Problem) in
            guard let email = EmailAddress(text) else { throw Problem(.emailUnusable) }
            return email
        }
        try await change(id, call) { person in
            .changeProfile(patch.applied(to: person.profile))
        } then: { [self] person, unit in
            guard let email, email.key != EmailAddress(person.profile.email)?.key else { return }
            try await askNewAddress(email, of: id, at: call.now, unit)
        }
        return try await answer(id, at: call.now)
    }

    /// A taken address gets the same answer as a free one; its owner is told.
    private func askNewAddress(
        _ email: EmailAddress, of id: PersonID, at now: Instant, _ unit: UnitOfWork
    ) async throws {
        if try await store.owner(of: email, unit) != nil {
            send(.alreadyRegistered, to: email, at: now, unit)
        } else if settings.verifiesEmail {
            let code = OneTimeCode(purpose: .emailChange, personID: id, content: ["email": .string(email.text)])
            let text = store.addCode(code, at: now, unit)
            send(.emailChange, to: email, token: text, at: now, unit)
        } else {
            _ = try await store.change(id, in: unit, at: now) { person in
                var profile = person.profile
                profile.email = email.text
                return .changeProfile(profile)
            }
        }
    }

    /// One change of a person in a transaction of its own; 404 when there is none, 412 by `If-Match`.
    func change(
        _ id: PersonID, _ call: Call, _ command: @Sendable (Person) throws -> PersonCommand,
        then: @Sendable (Person, UnitOfWork) async throws -> Void = { _, _ in }
    ) async throws {
        try await journal.update(trace: call.trace) { [self] unit in
            let stored = try await store.change(
                id, in: unit, at: call.now, check: { try call.requireMatch($0.version) }, command)
            guard let stored else { throw Problem.notFound }
            try await then(stored.person, unit)
        }
    }
}

import AccountsDomain
import Messaging
import Primitives
import UseCases
import Web

/// The caller's own account (A7, A8).
struct MeRoutes: Sendable {
    let journal: Journal
    let find: FindPerson
    let revise: ChangeOwnProfile

    init(_ parts: AccountsParts) {
        journal = parts.journal
        let changes = PersonChanges(parts)
        find = FindPerson(people: changes.people, policies: parts.policies)
        revise = ChangeOwnProfile(
            changes: changes, accounts: AccountRepository(database: parts.database), codes: CodeRepository(),
            mail: parts.mail, verifiesEmail: parts.settings.verifiesEmail)
    }

    var one: Operation {
        Operation(
            "Show one's own account", access: .signedIn, answers: [.ok(PersonDTO.self)], problems: [.notFound]
        ) { call in
            let view = try await find(try call.person(), at: call.now)
            return try .ok(PersonDTO(view), version: view.person.version)
        }
    }

    var change: Operation {
        Operation(
            "Change one's own account",
            description: "Another `email` takes effect once its owner has used the mailed link, or at once where "
                + "addresses are not verified.",
            access: .signedIn, body: .json(PersonPatchDTO.self), answers: [.ok(PersonDTO.self)],
            problems: [.notFound, .emailUnusable]
        ) { call in
            let person = try call.person()
            let patch: PersonPatchDTO = try call.decode()
            let command = ChangeOwnProfile.Command(
                person: person, match: call.versionMatch(), revise: patch.revised, email: try patch.address())
            try await journal.update(trace: call.trace) { unit in
                try await revise(command, at: call.now, in: unit)
            }
            let view = try await find(person, at: call.now)
            return try .ok(PersonDTO(view), version: view.person.version)
        }
    }
}

extension Call {
    /// Returns the caller as a person.
    ///
    /// - Throws: `Forbidden` for a program, which has no account of a person.
    func person() throws -> PersonID {
        let principal = try signedIn()
        guard !principal.isClient else { throw Forbidden("A program does not have a person's account.") }
        return principal.personID
    }
}

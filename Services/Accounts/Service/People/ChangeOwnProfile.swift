import AccountsDomain
import JSONTree
import Mail
import Messaging
import Primitives
import UseCases

/// Changes the caller's own profile (A8), and starts the change of the e-mail address (A2).
struct ChangeOwnProfile: Sendable {
    struct Command: Sendable {
        var person: PersonID
        var match: VersionMatch
        var revise: @Sendable (Profile) -> Profile
        var email: EmailAddress?
    }

    let changes: PersonChanges
    let accounts: AccountRepository
    let codes: CodeRepository
    let mail: MailOutbox
    let verifiesEmail: Bool

    /// - Throws: `NotFound`, `VersionMismatch`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.A8)
        let person = try await changes(command.person, at: now, in: unit) { person in
            try command.match.require(person.version)
            return .changeProfile(command.revise(person.profile))
        }
        guard let email = command.email, email.key != EmailAddress(person.profile.email)?.key else { return }
        try await change(email, of: person.id, at: now, in: unit)
    }

    /// Mails a code to the new address, or uses the address at once where addresses are not verified. The caller cannot
    /// tell whether another account has the address; its owner gets a mail (A4).
    private func change(
        _ email: EmailAddress, of id: PersonID, at now: Instant, in unit: UnitOfWork
    ) async throws {
        Rule.keep(.A2, .A4)
        if try await accounts.owner(of: email, in: unit) != nil {
            mail.enqueue(.alreadyRegistered, to: email, at: now, in: unit)
        } else if verifiesEmail {
            let code = OneTimeCode(purpose: .emailChange, personID: id, content: ["email": .string(email.text)])
            mail.enqueue(
                .emailChange, to: email, token: codes.insert(code, at: now, in: unit), at: now, in: unit)
        } else {
            try await changes(id, at: now, in: unit) { person in .changeProfile(person.profile.with(email)) }
        }
    }
}

extension Profile {
    /// Returns the profile with another e-mail address.
    func with(_ email: EmailAddress) -> Profile {
        var profile = self
        profile.email = email.text
        return profile
    }
}

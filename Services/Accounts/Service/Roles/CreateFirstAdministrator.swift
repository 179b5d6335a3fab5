import AccountsDomain
import Messaging
import Primitives
import Security

/// Creates the administrator that the configuration names, as long as there is none.
struct CreateFirstAdministrator: Sendable {
    let journal: Journal
    let hasher: PasswordHasher
    let changes: PersonChanges
    let accounts: AccountRepository
    let merges: MergeRepository
    let roles: RoleRepository

    init(_ parts: AccountsParts) {
        journal = parts.journal
        hasher = parts.hasher
        changes = PersonChanges(parts)
        accounts = AccountRepository(database: parts.database)
        merges = MergeRepository(database: parts.database)
        roles = RoleRepository(database: parts.database)
    }

    /// Makes the owner of the e-mail address an administrator, or creates an account with this password.
    ///
    /// - Returns: whether this replica created the administrator.
    func callAsFunction(_ email: EmailAddress, password: SecretBytes, at now: Instant) async throws -> Bool {
        guard try await !roles.hasAdministrator() else { return false }
        let hash = try await hasher.hash(password.withBytes { String(decoding: $0, as: UTF8.self) })
        let profile = Profile(givenName: "First", familyName: "Administrator", email: email.text)
        do {
            try await journal.update { unit in
                if let owner = try await accounts.owner(of: email, in: unit) {
                    try await promote(try await merges.survivor(of: owner, in: unit), at: now, in: unit)
                } else {
                    let person = Person(id: .new(), kind: .registrant, profile: profile)
                    changes.people.insert([person], at: now, in: unit)
                    accounts.insert([Account(person: person, email: email, passwordHash: hash)], in: unit)
                    unit.publishJoined(person, at: now)
                    try await promote(person.id, at: now, in: unit)
                }
            }
            return true
        } catch  where AccountRepository.isTaken(error) {
            // Another replica created the account at the same time.
            return false
        }
    }

    private func promote(_ id: PersonID, at now: Instant, in unit: UnitOfWork) async throws {
        try await changes(id, at: now, in: unit) { person in
            .setRoles(person.roles + ["admin"], coordinatorOf: person.coordinatorOf, isLastAdministrator: false)
        }
    }
}

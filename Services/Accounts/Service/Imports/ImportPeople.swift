import AccountsDomain
import Messaging
import Primitives

/// Adds persons and accounts without passwords, in a few statements for all. A person whose e-mail address has an
/// account already is left unchanged (A4).
struct ImportPeople: Sendable {
    let people: PersonRepository
    let accounts: AccountRepository

    /// Returns the number of persons added. An e-mail address that occurs twice counts once.
    func callAsFunction(
        _ entries: [PeopleImportFormat.Entry], at now: Instant, in unit: UnitOfWork
    ) async throws -> Int {
        Rule.keep(.A4)
        var known = try await accounts.keys(among: entries.map(\.email.key), in: unit)
        let new = entries.filter { known.insert($0.email.key).inserted }.map { entry in
            Account(
                person: Person(id: .new(), kind: entry.kind, profile: entry.profile), email: entry.email,
                passwordHash: nil)
        }
        guard !new.isEmpty else { return 0 }
        people.insert(new.map(\.person), at: now, in: unit)
        accounts.insert(new, in: unit)
        for account in new { unit.publishJoined(account.person, at: now) }
        return new.count
    }
}

import AccountsDomain
import Contracts
import DomainClock
import Messaging
import Postgres
import Primitives
import RulePacks
import TokenKeys

/// The accounts schema: what is read, and the one way in which a person changes.
///
/// Writes take a `UnitOfWork`, so they commit with what they publish; reads without one go to the pool.
struct AccountsStore: Sendable {
    let database: PostgresClient
    /// Where revocations go.
    let tokens: KeyStore
    let rules: RulePack
    /// The association's time zone: memberships, holds and merges are dated there.
    let zone: Zone
    /// How long an access token lives, in seconds: so long a revocation is of use.
    let tokenLifetime: Int

    /// A person and the version of its row.
    struct Stored: Sendable {
        var person: Person
        var version: Int
    }

    /// Returns the policy in force at a moment, by its day at the association's seat.
    func policy(at now: Instant) -> AccountsPolicy { rules.policy(on: zone.day(of: now)) }

    /// Changes a person: locks its row (W1), lets the domain decide on what is there, writes and publishes.
    ///
    /// - Parameters:
    ///   - check: what must hold of the stored person before anything is decided, such as `If-Match`.
    ///   - command: made from the person as it stands under the lock.
    /// - Returns: the person after the change, nil when there is none of that id.
    func change(
        _ id: PersonID, in unit: UnitOfWork, at now: Instant, check: (Stored) throws -> Void = { _ in },
        _ command: (Person) throws -> PersonCommand
    ) async throws -> Stored? {
        guard var stored = try await lock(id, unit) else { return nil }
        try check(stored)
        let events = try stored.person.decide(
            command(stored.person), today: zone.day(of: now), policy: policy(at: now))
        guard !events.isEmpty else { return stored }
        for event in events {
            stored.person.apply(event)
            write(event, of: id, unit)
            publish(event, of: stored.person, at: now, unit)
        }
        stored.version += 1
        writeRow(stored, unit)
        publishState(of: stored.person, at: now, unit)
        return stored
    }

    /// Adds a person with a login; the e-mail must be free.
    func add(_ person: Person, email: EmailAddress, passwordHash: String?, at now: Instant, _ unit: UnitOfWork) {
        let profile = person.profile
        unit.sql.enqueue(
            """
            INSERT INTO person (id, kind, given_name, family_name, locale, home_state, is_sworn_officer, roles, joined_at)
            VALUES (\(person.id), \(person.kind.rawValue), \(profile.givenName), \(profile.familyName),
                \(profile.locale), \(profile.homeState), \(profile.isSwornOfficer), \(person.roles), \(now))
            """)
        unit.sql.enqueue(
            """
            INSERT INTO account (person_id, email, email_key, password_hash)
            VALUES (\(person.id), \(email.text), \(email.key), \(passwordHash))
            """)
        publishJoined(person, at: now, unit)
    }

    /// Publishes that a person has an account, with the first state (A3).
    func publishJoined(_ person: Person, at now: Instant, _ unit: UnitOfWork) {
        unit.publish(.personJoined, PersonKindChange(kind: person.kind.contract), of: person.id, at: now)
        publishState(of: person, at: now, unit)
    }

    func publishState(of person: Person, at now: Instant, _ unit: UnitOfWork) {
        unit.setState(.person, PersonState(person), of: person.id, at: now)
        unit.setState(.profile, ProfileState(person.profile), of: person.id, at: now)
    }
}

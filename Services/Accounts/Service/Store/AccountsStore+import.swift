import AccountsDomain
import Messaging
import Postgres
import Primitives

extension AccountsStore {
    /// Adds those whose address is free, in a few statements for all; how many. An address that comes twice counts once.
    func addImported(
        _ entries: [PeopleImport.Entry], at now: Instant, _ unit: UnitOfWork
    ) async throws -> Int {
        var seen = Set(
            try await unit.sql.query(
                "SELECT email_key FROM account WHERE email_key = ANY (\(entries.map(\.email.key)))"
            ).map { try $0.value(at: 0, as: String.self) })
        let new = entries.filter { seen.insert($0.email.key).inserted }.map {
            (entry: $0, person: Person(id: .new(), kind: $0.kind, profile: $0.profile))
        }
        guard !new.isEmpty else { return 0 }
        let ids = new.map(\.person.id)
        let profiles = new.map(\.entry.profile)
        unit.sql.enqueue(
            """
            INSERT INTO person
                (id, kind, given_name, family_name, locale, home_state, is_sworn_officer, joined_at)
            SELECT id, kind, given_name, family_name, locale, NULLIF(home_state, ''), is_sworn_officer, \(now)
            FROM unnest(\(ids)::uuid[], \(new.map(\.entry.kind.rawValue))::text[],
                \(profiles.map(\.givenName))::text[], \(profiles.map(\.familyName))::text[],
                \(profiles.map(\.locale))::text[], \(profiles.map { $0.homeState ?? "" })::text[],
                \(profiles.map(\.isSwornOfficer))::boolean[])
                AS p (id, kind, given_name, family_name, locale, home_state, is_sworn_officer)
            """)
        unit.sql.enqueue(
            """
            INSERT INTO account (person_id, email, email_key)
            SELECT * FROM unnest(\(ids)::uuid[], \(new.map(\.entry.email.text))::text[],
                \(new.map(\.entry.email.key))::text[])
            """)
        for (_, person) in new { publishJoined(person, at: now, unit) }
        return new.count
    }
}

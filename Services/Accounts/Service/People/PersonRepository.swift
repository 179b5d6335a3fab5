import AccountsDomain
import Messaging
import Postgres
import Primitives

extension Person.Kind: PostgresCodable {}

/// The tables of a person: the person's own row, and those of memberships, holds and assignments.
struct PersonRepository: Sendable {
    let database: PostgresClient

    private static let persons = Columns<Person>(
        """
        p.id, p.kind, p.given_name, p.family_name, a.email, p.locale, p.home_state, p.is_sworn_officer,
        p.certification_number, p.certification_state, p.certification_since, p.degree, p.roles, p.coordinator_of,
        p.merged_into, p.version
        """
    ) { row in
        let (id, kind): (PersonID, Person.Kind) = (try row.next(), try row.next())
        var profile = Profile(
            givenName: try row.next(), familyName: try row.next(), email: try row.next(), locale: try row.next(),
            homeState: try row.next(), isSwornOfficer: try row.next())
        let (number, state, since): (String?, String?, Day?) = (try row.next(), try row.next(), try row.next())
        if let number, let state, let since {
            profile.certification = Profile.Certification(number: number, state: state, since: since)
        }
        profile.degree = try row.next()
        return Person(
            id: id, kind: kind, profile: profile, roles: try row.next(), coordinatorOf: try row.next(),
            mergedInto: try row.next(), version: try row.next())
    }

    func find(_ id: PersonID) async throws -> Person? {
        try await find([id]).first
    }

    /// Returns those of the persons that exist, in the order of the ids.
    func find(_ ids: [PersonID]) async throws -> [Person] {
        guard !ids.isEmpty else { return [] }
        let found = try await read(ids, from: database)
        let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    /// Returns the person and everybody merged into the person, whose history counts as the person's own (A5).
    func united(with id: PersonID) async throws -> [Person] {
        try await find(
            try await database.read(
                .all(
                    PersonID.self,
                    """
                    WITH RECURSIVE chain AS (
                        SELECT \(id)::uuid AS id, 0 AS step
                        UNION ALL
                        SELECT p.id, c.step + 1 FROM person p JOIN chain c ON p.merged_into = c.id WHERE c.step < 100
                    )
                    SELECT id FROM chain
                    """)))
    }

    /// Locks the person until the transaction ends (W1). All parts are read after the lock is held.
    func lock(_ id: PersonID, in unit: UnitOfWork) async throws -> Person? {
        let locked = try await unit.sql.read(.first(Int.self, "SELECT 1 FROM person WHERE id = \(id) FOR UPDATE"))
        return locked == nil ? nil : try await read([id], from: unit.sql).first
    }

    /// Returns a page of persons by their ids, with the text in name or e-mail address, and one more if there is one.
    func list(matching text: String?, after: PersonID?, limit: Int) async throws -> [Person] {
        let pattern = text.map(likePattern)
        return try await find(
            try await database.read(
                .all(
                    PersonID.self,
                    """
                    SELECT p.id FROM person p JOIN account a ON a.person_id = p.id
                    WHERE (\(pattern)::text IS NULL OR lower(p.given_name || ' ' || p.family_name || ' ' || a.email_key)
                            LIKE '%' || \(pattern) || '%')
                        AND (\(after)::uuid IS NULL OR p.id > \(after))
                    ORDER BY p.id LIMIT \(limit + 1)
                    """)))
    }

    /// Inserts persons without memberships, holds and assignments, in one statement.
    func insert(_ persons: [Person], at now: Instant, in unit: UnitOfWork) {
        let profiles = persons.map(\.profile)
        unit.sql.enqueue(
            """
            INSERT INTO person (id, kind, given_name, family_name, locale, home_state, is_sworn_officer, joined_at)
            SELECT id, kind, given_name, family_name, locale, NULLIF(home_state, ''), is_sworn_officer, \(now)
            FROM unnest(\(persons.map(\.id))::uuid[], \(persons.map(\.kind.rawValue))::text[],
                \(profiles.map(\.givenName))::text[], \(profiles.map(\.familyName))::text[],
                \(profiles.map(\.locale))::text[], \(profiles.map { $0.homeState ?? "" })::text[],
                \(profiles.map(\.isSwornOfficer))::boolean[])
                AS p (id, kind, given_name, family_name, locale, home_state, is_sworn_officer)
            """)
    }

    /// Writes a locked person under the next version, with the parts that the events added or changed.
    ///
    /// - Returns: the person as it is stored.
    func save(_ person: Person, after events: [PersonEvent], in unit: UnitOfWork) -> Person {
        var saved = person
        saved.version += 1
        let profile = person.profile
        for event in events { write(event, of: person.id, in: unit) }
        unit.sql.enqueue(
            """
            UPDATE person SET version = \(saved.version), given_name = \(profile.givenName),
                family_name = \(profile.familyName), locale = \(profile.locale), home_state = \(profile.homeState),
                is_sworn_officer = \(profile.isSwornOfficer),
                certification_number = \(profile.certification?.number),
                certification_state = \(profile.certification?.state),
                certification_since = \(profile.certification?.since), degree = \(profile.degree),
                roles = \(person.roles), coordinator_of = \(person.coordinatorOf), merged_into = \(person.mergedInto)
            WHERE id = \(person.id) AND version = \(person.version)
            """)
        return saved
    }

    private func read(_ ids: [PersonID], from source: any RowSource) async throws -> [Person] {
        let (persons, memberships, holds, assignments) = try await source.read(
            Reading.all(
                Self.persons,
                """
                SELECT \(Self.persons) FROM person p JOIN account a ON a.person_id = p.id WHERE p.id = ANY (\(ids))
                """),
            PersonParts.memberships(of: ids), PersonParts.holds(of: ids), PersonParts.assignments(of: ids))
        var byID = Dictionary(uniqueKeysWithValues: persons.map { ($0.id, $0) })
        for row in memberships {
            switch row.part {
            case .order(let order): byID[row.person]?.order = order
            case .term(let term): byID[row.person]?.terms.append(term)
            }
        }
        for row in holds { byID[row.person]?.holds.append(row.part) }
        for row in assignments { byID[row.person]?.assignments.append(row.part) }
        return Array(byID.values)
    }
}

/// Returns text of a search in lower case, with the wildcards of `LIKE` escaped.
func likePattern(_ text: String) -> String {
    text.lowercased().map { "%_\\".contains($0) ? "\\\($0)" : String($0) }.joined()
}

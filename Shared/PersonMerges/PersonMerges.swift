package import Postgres
package import Primitives

/// The ids that mean one person, in a service with a copy of the persons in accounts. A merge does not rewrite history,
/// so a read unites all ids of a person (A5).
///
/// A service puts `migrations` before its own and passes each person's state to `follow` in its projection of
/// `PersonState`. Its SQL then calls `people_of(id)`, which returns all ids of the same person, or joins
/// `person_survivor`, which has a row for each merged id with the id at the end of its chain of merges (A → B → C).
package enum PersonMerges {
    package static let migrations = [
        Migration(
            "0001_merges", of: "merges",
            """
            CREATE TABLE person_merge (
                person_id uuid PRIMARY KEY,
                merged_into uuid NOT NULL
            );
            CREATE TABLE person_survivor (
                person_id uuid PRIMARY KEY,
                survivor_id uuid NOT NULL
            );
            CREATE INDEX person_survivor_survivor ON person_survivor (survivor_id);
            CREATE FUNCTION people_of(one uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
                WITH survivor (id) AS (
                    SELECT coalesce((SELECT survivor_id FROM person_survivor WHERE person_id = one), one)
                )
                SELECT id FROM survivor
                UNION
                SELECT person_id FROM person_survivor JOIN survivor ON survivor_id = survivor.id
            $$;
            """)
    ]

    /// Records the person that another person is merged into; nil for none. All chains are computed again, as merges
    /// are rare.
    package static func follow(_ person: PersonID, mergedInto: PersonID?, in sql: Transaction) async throws {
        let known = try await sql.read(
            .first(PersonID.self, "SELECT merged_into FROM person_merge WHERE person_id = \(person)"))
        guard known != mergedInto else { return }
        // One transaction at a time, so that each sees the merges that were committed earlier.
        try await sql.execute("LOCK TABLE person_survivor IN SHARE ROW EXCLUSIVE MODE")
        if let mergedInto {
            try await sql.execute(
                """
                INSERT INTO person_merge (person_id, merged_into) VALUES (\(person), \(mergedInto))
                ON CONFLICT (person_id) DO UPDATE SET merged_into = excluded.merged_into
                """)
        } else {
            try await sql.execute("DELETE FROM person_merge WHERE person_id = \(person)")
        }
        try await sql.execute("DELETE FROM person_survivor")
        try await sql.execute(
            """
            WITH RECURSIVE chain (person_id, survivor_id, length) AS (
                SELECT person_id, merged_into, 1 FROM person_merge
                UNION ALL
                SELECT chain.person_id, person_merge.merged_into, length + 1 FROM chain
                JOIN person_merge ON person_merge.person_id = chain.survivor_id
                WHERE length < 100)
            INSERT INTO person_survivor (person_id, survivor_id)
            SELECT DISTINCT ON (person_id) person_id, survivor_id FROM chain ORDER BY person_id, length DESC
            """)
    }

    /// Returns all ids of a person.
    package static func people(of one: PersonID, from source: any RowSource) async throws -> Set<PersonID> {
        Set(try await source.read(.all(PersonID.self, "SELECT people_of(\(one))")))
    }

    /// Returns whether two ids mean the same person.
    package static func isSamePerson(
        _ one: PersonID, _ other: PersonID, from source: any RowSource
    ) async throws -> Bool {
        if one == other { return true }
        return try await source.read(.scalar(Bool.self, "SELECT \(other) IN (SELECT people_of(\(one)))"))
    }
}

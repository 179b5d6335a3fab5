extension Migrations {
    /// Copies of the state of persons in accounts. `PersonMerges` has the ids that mean the same person.
    static let people = """
        CREATE TABLE person (
            id uuid PRIMARY KEY,
            assignments jsonb NOT NULL
        );
        CREATE TABLE profile (
            person_id uuid PRIMARY KEY,
            given_name text,
            family_name text,
            erased boolean NOT NULL DEFAULT false
        );
        """
}

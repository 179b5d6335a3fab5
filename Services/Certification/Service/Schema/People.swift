extension Migrations {
    /// Copies of persons' state in accounts; `PersonMerges` keeps which ids mean the same person.
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

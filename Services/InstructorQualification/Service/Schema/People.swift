extension Migrations {
    /// Persons with their profiles and practitioner credentials, as other services publish them. `PersonMerges` records
    /// which ids mean the same person.
    static let people = """
        CREATE TABLE person (
            id uuid PRIMARY KEY,
            memberships jsonb NOT NULL,
            holds jsonb NOT NULL,
            assignments jsonb NOT NULL,
            roles text[] NOT NULL
        );
        CREATE TABLE profile (
            person_id uuid PRIMARY KEY,
            given_name text NOT NULL,
            family_name text NOT NULL,
            home_state text,
            certification jsonb,
            degree text
        );
        CREATE TABLE credential (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL,
            awarded_on date NOT NULL,
            revoked_on date
        );
        CREATE INDEX credential_person ON credential (person_id);
        """
}

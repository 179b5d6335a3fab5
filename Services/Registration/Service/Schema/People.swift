extension Migrations {
    /// Copies of other services' state: memberships, assignments, names, agencies, candidates, instructors.
    static let people = """
        CREATE TABLE person (
            id uuid PRIMARY KEY,
            kind text NOT NULL,
            coordinator_of uuid[] NOT NULL
        );
        CREATE TABLE person_membership (
            person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
            from_day date NOT NULL,
            to_day date NOT NULL,
            type text NOT NULL
        );
        CREATE INDEX person_membership_person ON person_membership (person_id);
        CREATE TABLE person_assignment (
            id uuid NOT NULL,
            person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
            agency_id uuid NOT NULL,
            from_day date NOT NULL,
            to_day date,
            PRIMARY KEY (person_id, id)
        );
        CREATE TABLE agency (id uuid PRIMARY KEY);
        CREATE TABLE profile (
            person_id uuid PRIMARY KEY,
            given_name text NOT NULL,
            family_name text NOT NULL,
            email text NOT NULL,
            email_key text NOT NULL,
            locale text NOT NULL
        );
        CREATE INDEX profile_email ON profile (email_key);
        CREATE TABLE candidate (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL,
            stage text NOT NULL
        );
        CREATE INDEX candidate_person ON candidate (person_id);
        CREATE TABLE instructor (
            person_id uuid PRIMARY KEY,
            since date NOT NULL,
            active boolean NOT NULL
        );
        """
}

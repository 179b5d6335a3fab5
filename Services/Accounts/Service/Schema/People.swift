extension Migrations {
    /// Persons and their merges (A1, A5).
    static let people = """
        CREATE TABLE person (
            id uuid PRIMARY KEY,
            version bigint NOT NULL DEFAULT 1,
            kind text NOT NULL CHECK (kind IN ('registrant', 'member')),
            given_name text NOT NULL,
            family_name text NOT NULL,
            locale text NOT NULL,
            home_state text,
            is_sworn_officer boolean NOT NULL,
            certification_number text,
            certification_state text,
            certification_since date,
            degree text,
            roles text[] NOT NULL DEFAULT '{}',
            coordinator_of uuid[] NOT NULL DEFAULT '{}',
            merged_into uuid REFERENCES person,
            joined_at timestamptz NOT NULL,
            CHECK (merged_into <> id)
        );
        CREATE INDEX person_merged_into ON person (merged_into) WHERE merged_into IS NOT NULL;
        CREATE INDEX person_admin ON person (id) WHERE 'admin' = ANY (roles);
        CREATE TABLE merge (
            id uuid PRIMARY KEY,
            losing uuid NOT NULL REFERENCES person,
            surviving uuid NOT NULL REFERENCES person,
            reason text NOT NULL,
            merged_on date NOT NULL,
            undone_on date
        );
        """
}

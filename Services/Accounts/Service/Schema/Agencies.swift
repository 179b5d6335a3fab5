extension Migrations {
    /// Agencies and the assignments of persons to them (A8).
    static let agencies = """
        CREATE TABLE agency (
            id uuid PRIMARY KEY,
            version bigint NOT NULL DEFAULT 1,
            name text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('policeDepartment', 'sheriffsOffice', 'schoolDistrict', 'other')),
            state text,
            country text NOT NULL
        );
        CREATE INDEX agency_name ON agency (lower(name), id);
        CREATE TABLE assignment (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL REFERENCES person,
            agency_id uuid NOT NULL REFERENCES agency,
            position text NOT NULL,
            valid_from date NOT NULL,
            valid_to date CHECK (valid_to >= valid_from),
            schools text[] NOT NULL,
            is_verified boolean NOT NULL,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE INDEX assignment_person ON assignment (person_id);
        """
}

extension Migrations {
    /// Training credit with its documents, and approved courses (G3, G6–G8).
    static let training = """
        CREATE TABLE credit (
            id uuid PRIMARY KEY,
            application_id uuid NOT NULL REFERENCES practitioner_application,
            title text NOT NULL,
            provider text NOT NULL,
            subject text NOT NULL,
            minutes bigint NOT NULL CHECK (minutes > 0),
            starts_on date NOT NULL,
            ends_on date NOT NULL CHECK (ends_on >= starts_on),
            annual boolean NOT NULL,
            agency_id uuid,
            disposition text NOT NULL DEFAULT 'pending',
            disposition_reason text,
            disposed_by uuid,
            created_at timestamptz NOT NULL,
            position bigint GENERATED ALWAYS AS IDENTITY,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE INDEX credit_application ON credit (application_id, position);
        CREATE TABLE application_document (
            application_id uuid NOT NULL REFERENCES practitioner_application,
            name text NOT NULL,
            credit_id uuid REFERENCES credit,
            content_type text NOT NULL,
            sha256 bytea NOT NULL,
            content bytea NOT NULL,
            stored_at timestamptz NOT NULL,
            PRIMARY KEY (application_id, name),
            UNIQUE (application_id, sha256)
        );
        CREATE TABLE approved_course (
            id uuid PRIMARY KEY,
            title text NOT NULL,
            provider text NOT NULL,
            serves text NOT NULL,
            minutes bigint NOT NULL,
            valid_from date NOT NULL,
            valid_to date CHECK (valid_to >= valid_from),
            version bigint NOT NULL DEFAULT 1
        );
        """
}

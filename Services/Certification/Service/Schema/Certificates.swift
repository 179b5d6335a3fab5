extension Migrations {
    /// Certificates, and copies of the state of registration that they depend on (F1–F7).
    ///
    /// The snapshot holds all that a document shows. `pdf` is stored when the document is issued and does not change
    /// (F4). That of an imported completion is issued when it is first requested. The certificate of an erased person
    /// stays without its document and the name.
    static let certificates = """
        CREATE TABLE course (
            code text PRIMARY KEY,
            title text NOT NULL,
            minutes bigint NOT NULL,
            editions jsonb NOT NULL
        );
        CREATE TABLE offering (
            id uuid PRIMARY KEY,
            starts_on date NOT NULL,
            ends_on date NOT NULL
        );
        CREATE TABLE completion (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL,
            registration_id uuid,
            course_code text NOT NULL,
            minutes bigint NOT NULL,
            completed_on date NOT NULL,
            imported boolean NOT NULL,
            voided boolean NOT NULL
        );
        CREATE INDEX completion_person ON completion (person_id);
        CREATE TABLE evaluation (registration_id uuid PRIMARY KEY, completed_at timestamptz NOT NULL);
        CREATE TABLE certificate (
            id uuid PRIMARY KEY,
            completion_id uuid NOT NULL,
            person_id uuid NOT NULL,
            registration_id uuid,
            offering_id uuid,
            course_code text NOT NULL,
            edition_id uuid NOT NULL,
            minutes bigint NOT NULL,
            completed_on date NOT NULL,
            imported boolean NOT NULL,
            code text NOT NULL UNIQUE,
            status text NOT NULL CHECK (status IN ('valid', 'superseded', 'revoked')),
            status_reason text,
            supersedes uuid REFERENCES certificate,
            snapshot jsonb,
            pdf bytea,
            issued_at timestamptz,
            version bigint NOT NULL DEFAULT 1,
            CONSTRAINT certificate_issued
                CHECK ((issued_at IS NULL) = (snapshot IS NULL) AND (pdf IS NULL OR issued_at IS NOT NULL))
        );
        CREATE UNIQUE INDEX certificate_in_force ON certificate (completion_id) WHERE status = 'valid';
        CREATE INDEX certificate_person ON certificate (person_id, completed_on);
        CREATE INDEX certificate_completion ON certificate (completion_id);
        CREATE INDEX certificate_supersedes ON certificate (supersedes) WHERE supersedes IS NOT NULL;
        """
}

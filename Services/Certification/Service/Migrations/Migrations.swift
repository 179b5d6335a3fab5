package import Postgres

/// The tables of the certification service, in order; what was released is never edited.
package enum Migrations {
    package static let all: [Migration] = [
        Migration("0001_projections", projections),
        Migration("0002_certificates", certificates),
        Migration("0003_practitioner", practitioner),
        Migration("0004_erasure", erasure),
        Migration("0005_credit_versions", "ALTER TABLE credit ADD COLUMN version bigint NOT NULL DEFAULT 1"),
        Migration("0006_certificate_lookups", certificateLookups),
    ]

    /// Every completion asks whether it has a certificate, whatever became of that; reissues ask for their successor.
    private static let certificateLookups = """
        CREATE INDEX certificate_completion ON certificate (completion_id);
        CREATE INDEX certificate_supersedes ON certificate (supersedes) WHERE supersedes IS NOT NULL;
        """

    /// Mirrors of the other services' state; `PersonMerges` keeps who is the same person as whom.
    private static let projections = """
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
        """

    /// A certificate holds all that its document shows; `pdf` is there from its issue on and never changes (F4).
    /// An imported completion's certificate waits without one until it is asked for.
    private static let certificates = """
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
            CHECK ((pdf IS NULL) = (issued_at IS NULL) AND (pdf IS NULL) = (snapshot IS NULL))
        );
        CREATE UNIQUE INDEX certificate_in_force ON certificate (completion_id) WHERE status = 'valid';
        CREATE INDEX certificate_person ON certificate (person_id, completed_on);
        """

    private static let practitioner = """
        CREATE TABLE practitioner_application (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL,
            status text NOT NULL,
            statement text,
            rule_pack text,
            submitted_on date,
            submitted_evaluations jsonb,
            question text,
            outcome_reason text,
            decided_by uuid,
            decided_at timestamptz,
            decided_evaluations jsonb,
            created_at timestamptz NOT NULL,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE UNIQUE INDEX practitioner_application_open ON practitioner_application (person_id)
            WHERE status IN ('draft', 'submitted', 'moreInfo');
        CREATE INDEX practitioner_application_list ON practitioner_application (created_at, id);

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
            position bigint GENERATED ALWAYS AS IDENTITY
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

        CREATE TABLE credential (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL,
            kind text NOT NULL,
            awarded_on date NOT NULL,
            revoked_on date,
            revoked_reason text,
            application_id uuid REFERENCES practitioner_application,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE UNIQUE INDEX credential_in_force ON credential (person_id, kind) WHERE revoked_on IS NULL;

        CREATE TABLE approved_course (
            id uuid PRIMARY KEY,
            title text NOT NULL,
            provider text NOT NULL,
            serves text NOT NULL,
            minutes bigint NOT NULL,
            valid_from date NOT NULL,
            valid_to date,
            version bigint NOT NULL DEFAULT 1
        );
        """

    /// An erased person's certificate stands as issued in the register, without the document that names them.
    private static let erasure = """
        ALTER TABLE certificate DROP CONSTRAINT certificate_check,
            ADD CONSTRAINT certificate_issued
                CHECK ((issued_at IS NULL) = (snapshot IS NULL) AND (pdf IS NULL OR issued_at IS NOT NULL));
        """
}

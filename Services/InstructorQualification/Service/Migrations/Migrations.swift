import Postgres

/// The tables of the instructor-qualification service, in order; what was released is never edited.
enum Migrations {
    static let all: [Migration] = [
        Migration("0001_projections", projections),
        Migration("0002_applications", applications),
        Migration("0003_candidates", candidates),
        // Null until the person's next state record, or a rebuild of the projection.
        Migration("0004_roles", "ALTER TABLE person ADD COLUMN roles text[]"),
    ]

    /// Mirrors of the other services' state; `PersonMerges` keeps who is the same person as whom.
    private static let projections = """
        CREATE TABLE person (
            id uuid PRIMARY KEY,
            memberships jsonb NOT NULL,
            holds jsonb NOT NULL,
            assignments jsonb NOT NULL
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

    private static let applications = """
        CREATE TABLE instructor_application (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL,
            status text NOT NULL,
            certification jsonb,
            degree text,
            comparable_experience text,
            training_hours bigint,
            policies_version text,
            video_url text,
            rule_pack text,
            submitted_on date,
            submitted_evaluations jsonb,
            outcome_reason text,
            decided_by uuid,
            decided_at timestamptz,
            created_at timestamptz NOT NULL,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE UNIQUE INDEX instructor_application_open ON instructor_application (person_id)
            WHERE status IN ('draft', 'submitted');
        CREATE INDEX instructor_application_list ON instructor_application (created_at, id);

        CREATE TABLE application_document (
            application_id uuid NOT NULL REFERENCES instructor_application,
            kind text NOT NULL,
            content_type text NOT NULL,
            content bytea NOT NULL,
            stored_at timestamptz NOT NULL,
            PRIMARY KEY (application_id, kind)
        );

        CREATE TABLE review (
            application_id uuid NOT NULL REFERENCES instructor_application,
            role text NOT NULL,
            reviewer_id uuid NOT NULL,
            recommendation text NOT NULL,
            comment text NOT NULL,
            video_minutes bigint,
            comparable_experience_accepted boolean,
            reviewed_at timestamptz NOT NULL,
            PRIMARY KEY (application_id, role)
        );

        CREATE TABLE interview (
            application_id uuid PRIMARY KEY REFERENCES instructor_application,
            held_at timestamptz NOT NULL,
            interviewer_id uuid NOT NULL,
            result text,
            comment text
        );
        """

    private static let candidates = """
        CREATE TABLE candidate (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL,
            application_id uuid NOT NULL UNIQUE REFERENCES instructor_application,
            stage text NOT NULL,
            qi_id uuid,
            started_on date NOT NULL,
            due_on date NOT NULL,
            suspended boolean NOT NULL DEFAULT false,
            created_at timestamptz NOT NULL,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE UNIQUE INDEX candidate_in_process ON candidate (person_id)
            WHERE stage IN ('intern', 'probationary', 'qualifying', 'reinstating');
        CREATE INDEX candidate_list ON candidate (created_at, id);

        CREATE TABLE candidate_note (
            candidate_id uuid NOT NULL REFERENCES candidate,
            position bigint GENERATED ALWAYS AS IDENTITY,
            what text NOT NULL,
            detail jsonb NOT NULL,
            noted_by uuid NOT NULL,
            noted_at timestamptz NOT NULL,
            PRIMARY KEY (candidate_id, position)
        );
        """
}

extension Migrations {
    /// Applications with their documents, reviews and interview (H1–H12).
    static let applications = """
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
}

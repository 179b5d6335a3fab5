extension Migrations {
    /// Days attended, completions, evaluations and invitations to a retake (E4, F1, F2, F7, I1).
    static let attendance = """
        CREATE TABLE attendance_day (
            offering_id uuid NOT NULL REFERENCES offering,
            day date NOT NULL,
            version bigint NOT NULL DEFAULT 1,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            PRIMARY KEY (offering_id, day)
        );
        CREATE TABLE attendance (
            registration_id uuid NOT NULL REFERENCES registration,
            day date NOT NULL,
            PRIMARY KEY (registration_id, day)
        );
        CREATE TABLE attendance_audit (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            offering_id uuid NOT NULL,
            day date NOT NULL,
            present uuid[] NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL
        );
        CREATE INDEX attendance_audit_offering ON attendance_audit (offering_id, id);
        CREATE TABLE completion (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL,
            registration_id uuid REFERENCES registration,
            offering_id uuid REFERENCES offering,
            course_code text NOT NULL REFERENCES course,
            edition_id uuid NOT NULL,
            hours double precision NOT NULL,
            completed_on date NOT NULL,
            imported boolean NOT NULL,
            offering_reference text,
            rule_pack text,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            voided_by uuid,
            voided_at timestamptz,
            void_reason text,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE UNIQUE INDEX completion_once ON completion (registration_id) WHERE voided_at IS NULL;
        CREATE UNIQUE INDEX completion_imported_once ON completion (person_id, course_code, completed_on)
            WHERE imported AND voided_at IS NULL;
        CREATE INDEX completion_person ON completion (person_id, course_code);
        CREATE INDEX completion_period ON completion (completed_on, course_code, person_id);
        CREATE TABLE retake_invitation (
            person_id uuid NOT NULL,
            last_completed_on date NOT NULL,
            invited_at timestamptz NOT NULL,
            PRIMARY KEY (person_id, last_completed_on)
        );
        CREATE TABLE evaluation (
            registration_id uuid PRIMARY KEY REFERENCES registration,
            offering_id uuid NOT NULL,
            overall integer NOT NULL CHECK (overall BETWEEN 1 AND 5),
            content integer NOT NULL CHECK (content BETWEEN 1 AND 5),
            instructor integer NOT NULL CHECK (instructor BETWEEN 1 AND 5),
            facility integer NOT NULL CHECK (facility BETWEEN 1 AND 5),
            comment text,
            made_at timestamptz NOT NULL,
            changed_at timestamptz NOT NULL,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE INDEX evaluation_offering ON evaluation (offering_id);
        CREATE TABLE evaluation_instructor (
            registration_id uuid NOT NULL REFERENCES evaluation,
            offering_id uuid NOT NULL,
            person_id uuid NOT NULL,
            rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
            comment text,
            PRIMARY KEY (registration_id, person_id)
        );
        CREATE INDEX evaluation_instructor_offering ON evaluation_instructor (offering_id, person_id);
        CREATE TABLE evaluation_step (
            offering_id uuid NOT NULL REFERENCES offering,
            subject uuid NOT NULL,
            pending uuid[] NOT NULL DEFAULT '{}',
            shown jsonb,
            PRIMARY KEY (offering_id, subject)
        );
        COMMENT ON TABLE evaluation_step IS 'The summary that is shown, and the evaluations that are not in it yet';
        COMMENT ON COLUMN evaluation_step.subject IS 'The offering itself, or an instructor';
        """
}

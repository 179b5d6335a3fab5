extension Migrations {
    /// Candidates with their history (H13–H21).
    static let candidates = """
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

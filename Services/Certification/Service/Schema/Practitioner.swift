extension Migrations {
    /// Applications for the practitioner credential, and credentials (G1–G12).
    static let practitioner = """
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
        """
}

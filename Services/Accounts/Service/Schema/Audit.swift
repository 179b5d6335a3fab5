extension Migrations {
    /// What staff and programs did, append-only.
    static let audit = """
        CREATE TABLE audit_entry (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            at timestamptz NOT NULL,
            actor uuid,
            action text NOT NULL,
            subject text,
            reason text,
            details jsonb NOT NULL DEFAULT '{}'
        );
        CREATE INDEX audit_entry_subject ON audit_entry (subject, id);
        """
}

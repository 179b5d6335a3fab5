extension Migrations {
    /// Who moved a class, from where, and who ended an allotment before its time (D3, D5).
    static let movesAndEnds = """
        CREATE TABLE offering_move (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            offering_id uuid NOT NULL REFERENCES offering,
            starts_on date NOT NULL,
            ends_on date NOT NULL,
            city text NOT NULL,
            state text,
            country text NOT NULL,
            moved_on date NOT NULL,
            moved_at timestamptz NOT NULL,
            moved_by uuid NOT NULL
        );
        COMMENT ON TABLE offering_move IS 'Append-only: the plan before each move; moved_on is the day at the venue';
        CREATE INDEX offering_move_offering ON offering_move (offering_id, moved_at);
        ALTER TABLE seat_allotment ADD COLUMN ended_by uuid, ADD COLUMN end_reason text;
        COMMENT ON COLUMN seat_allotment.ended_by IS 'NULL: it expired';
        CREATE INDEX seat_allotment_offering ON seat_allotment (offering_id, id);
        CREATE INDEX registration_allotment ON registration (allotment_id) WHERE allotment_id IS NOT NULL;
        CREATE INDEX attendance_audit_offering ON attendance_audit (offering_id, id);

        """
}

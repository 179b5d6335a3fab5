extension Migrations {
    /// Registrations with the waitlist, transfers, and seats that are set aside for an agency (D1–D7).
    static let seats = """
        CREATE TABLE seat_allotment (
            id uuid PRIMARY KEY,
            offering_id uuid NOT NULL REFERENCES offering,
            agency_id uuid NOT NULL,
            seats integer NOT NULL CHECK (seats > 0),
            used integer NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND seats),
            expires_at timestamptz NOT NULL,
            reason text NOT NULL,
            made_by uuid NOT NULL,
            made_at timestamptz NOT NULL,
            ended_at timestamptz,
            ended_by uuid,
            end_reason text,
            version bigint NOT NULL DEFAULT 1
        );
        COMMENT ON COLUMN seat_allotment.ended_by IS 'NULL: the allotment expired';
        CREATE INDEX seat_allotment_offering ON seat_allotment (offering_id, id);
        CREATE INDEX seat_allotment_open ON seat_allotment (offering_id) WHERE ended_at IS NULL;
        CREATE INDEX seat_allotment_expiry ON seat_allotment (expires_at) WHERE ended_at IS NULL;
        CREATE TABLE registration (
            id uuid PRIMARY KEY,
            offering_id uuid NOT NULL REFERENCES offering,
            person_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('regular', 'audit', 'scholarship', 'staff')),
            status text NOT NULL
                CHECK (status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered', 'cancelled', 'lapsed')),
            rate_category text NOT NULL,
            total bigint NOT NULL CHECK (total >= 0),
            quote jsonb NOT NULL,
            takes_seat boolean NOT NULL,
            allotment_id uuid REFERENCES seat_allotment,
            waitlist_number bigint,
            confirm_by timestamptz,
            offer_rule_pack text,
            purchase_order text,
            invoice_id uuid,
            registered_by uuid NOT NULL,
            registered_at timestamptz NOT NULL,
            registered_on date NOT NULL,
            ended_at timestamptz,
            end_cause text,
            refund bigint NOT NULL DEFAULT 0,
            version bigint NOT NULL DEFAULT 1
        );
        COMMENT ON COLUMN registration.offer_rule_pack IS 'The rule pack that set confirm_by';
        CREATE UNIQUE INDEX registration_once ON registration (offering_id, person_id)
            WHERE status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered');
        CREATE INDEX registration_person ON registration (person_id, registered_at);
        CREATE INDEX registration_waitlist ON registration (offering_id, waitlist_number) WHERE status = 'waitlisted';
        CREATE INDEX registration_offers ON registration (confirm_by) WHERE status = 'offered';
        CREATE INDEX registration_allotment ON registration (allotment_id) WHERE allotment_id IS NOT NULL;
        CREATE TABLE registration_transfer (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            registration_id uuid NOT NULL REFERENCES registration,
            from_person uuid NOT NULL,
            to_person uuid NOT NULL,
            fee bigint NOT NULL,
            rule_pack text NOT NULL,
            transferred_by uuid NOT NULL,
            transferred_at timestamptz NOT NULL
        );
        CREATE INDEX registration_transfer_registration ON registration_transfer (registration_id);
        """
}

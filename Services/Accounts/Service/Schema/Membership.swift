extension Migrations {
    /// Membership terms and orders, their payments, and holds of good standing (B1–B4).
    static let membership = """
        CREATE TABLE membership (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL REFERENCES person,
            type text NOT NULL,
            status text NOT NULL CHECK (status IN ('pendingPayment', 'active', 'revoked')),
            amount_due bigint NOT NULL CHECK (amount_due >= 0),
            valid_from date,
            valid_to date CHECK (valid_to >= valid_from),
            cause text NOT NULL CHECK (cause IN ('purchase', 'ratePaid', 'office')),
            registration_id uuid,
            CHECK ((status = 'pendingPayment') = (valid_from IS NULL)),
            CHECK ((valid_from IS NULL) = (valid_to IS NULL))
        );
        CREATE INDEX membership_person ON membership (person_id);
        CREATE UNIQUE INDEX membership_one_order ON membership (person_id) WHERE status = 'pendingPayment';
        CREATE UNIQUE INDEX membership_one_a_registration ON membership (registration_id) WHERE status = 'active';
        CREATE TABLE membership_payment (
            id uuid PRIMARY KEY,
            membership_id uuid NOT NULL REFERENCES membership,
            method text NOT NULL,
            amount bigint NOT NULL CHECK (amount >= 0),
            reference text,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL
        );
        CREATE TABLE standing_hold (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL REFERENCES person,
            reason text NOT NULL,
            valid_from date NOT NULL,
            valid_to date,
            is_void boolean NOT NULL,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE INDEX standing_hold_person ON standing_hold (person_id);
        """
}

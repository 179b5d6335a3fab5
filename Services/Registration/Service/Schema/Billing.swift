extension Migrations {
    /// Invoices with lines and payments, refunds, the ledger and scholarships (E1, E5, E8).
    ///
    /// An issued invoice's document does not change afterwards: `issued_lines`, `issued_to` and `issued_for` are its
    /// number of lines, its person and its class.
    static let billing = """
        CREATE TABLE invoice (
            id uuid PRIMARY KEY,
            number text UNIQUE,
            registration_id uuid NOT NULL REFERENCES registration,
            offering_id uuid NOT NULL,
            total bigint NOT NULL,
            paid bigint NOT NULL DEFAULT 0,
            status text NOT NULL CHECK (status IN ('open', 'partiallyPaid', 'paid', 'void')),
            purchase_order text,
            made_at timestamptz NOT NULL,
            issued_at timestamptz,
            issued_lines integer,
            issued_to uuid,
            issued_for jsonb,
            version bigint NOT NULL DEFAULT 1
        );
        COMMENT ON COLUMN invoice.issued_at IS 'When the document was first issued, with its number';
        CREATE INDEX invoice_registration ON invoice (registration_id);
        CREATE INDEX invoice_due ON invoice (made_at, id) WHERE status IN ('open', 'partiallyPaid');
        CREATE TABLE invoice_number (
            year integer PRIMARY KEY,
            last integer NOT NULL
        );
        CREATE TABLE invoice_line (
            invoice_id uuid NOT NULL REFERENCES invoice,
            position integer NOT NULL,
            code text NOT NULL,
            description text NOT NULL,
            amount bigint NOT NULL,
            reason text NOT NULL,
            rule_pack text NOT NULL,
            made_at timestamptz NOT NULL,
            PRIMARY KEY (invoice_id, position)
        );
        CREATE TABLE payment (
            id uuid PRIMARY KEY,
            invoice_id uuid NOT NULL REFERENCES invoice,
            method text NOT NULL CHECK (method IN ('card', 'check', 'purchaseOrder')),
            amount bigint NOT NULL CHECK (amount > 0),
            refunded bigint NOT NULL DEFAULT 0,
            disputed bigint NOT NULL DEFAULT 0,
            provider text,
            reference text NOT NULL,
            recorded_by uuid,
            settled_at timestamptz NOT NULL,
            position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            CONSTRAINT retained_within_payment
                CHECK (refunded >= 0 AND disputed >= 0 AND refunded + disputed <= amount)
        );
        COMMENT ON COLUMN payment.recorded_by IS 'NULL: reported by the payment provider';
        CREATE INDEX payment_invoice ON payment (invoice_id);
        CREATE UNIQUE INDEX payment_provider ON payment (provider, reference) WHERE provider IS NOT NULL;
        CREATE TABLE refund (
            id uuid PRIMARY KEY,
            payment_id uuid NOT NULL REFERENCES payment,
            amount bigint NOT NULL CHECK (amount > 0),
            reported bigint NOT NULL DEFAULT 0 CHECK (reported BETWEEN 0 AND amount),
            reason text NOT NULL,
            recorded_by uuid,
            refunded_at timestamptz NOT NULL,
            sent_method text CHECK (sent_method IN ('card', 'check', 'purchaseOrder')),
            sent_reference text,
            sent_on date,
            sent_by uuid,
            sent_at timestamptz,
            version bigint NOT NULL DEFAULT 1
        );
        COMMENT ON COLUMN refund.reported IS 'How much of it the provider has reported';
        COMMENT ON COLUMN refund.sent_at IS 'When staff recorded that they sent it; NULL if they have not';
        CREATE INDEX refund_payment ON refund (payment_id);
        CREATE INDEX refund_to_send ON refund (id) WHERE sent_at IS NULL AND reported < amount;
        CREATE TABLE ledger_transfer (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            invoice_id uuid NOT NULL,
            debit text NOT NULL,
            credit text NOT NULL CHECK (credit <> debit),
            amount bigint NOT NULL CHECK (amount > 0),
            booked_at timestamptz NOT NULL
        );
        CREATE INDEX ledger_transfer_invoice ON ledger_transfer (invoice_id);
        COMMENT ON TABLE ledger_transfer IS
            'Append-only: debits one account and credits another; an error is corrected by the reverse transfer';
        CREATE FUNCTION refuse_change_of_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the ledger is append-only';
        END $$;
        CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_ledger();
        CREATE TABLE scholarship (
            id uuid PRIMARY KEY,
            offering_id uuid NOT NULL REFERENCES offering,
            person_id uuid NOT NULL,
            statement text NOT NULL,
            applied_at timestamptz NOT NULL,
            awarded_full boolean NOT NULL DEFAULT false,
            awarded_amount bigint CHECK (awarded_amount > 0),
            awarded_by uuid,
            awarded_at timestamptz,
            registration_id uuid REFERENCES registration,
            version bigint NOT NULL DEFAULT 1,
            UNIQUE (offering_id, person_id)
        );
        COMMENT ON COLUMN scholarship.registration_id IS 'The registration that uses the award';
        """
}

extension Migrations {
    /// Cards by a provider, disputes, approved prices, when an invoice was issued (E1, E2, E8).
    static let cards = """
        ALTER TABLE invoice ADD COLUMN issued_at timestamptz;
        UPDATE invoice SET issued_at = made_at WHERE number IS NOT NULL;
        COMMENT ON COLUMN invoice.issued_at IS 'When the document was first issued and got its number';
        CREATE INDEX invoice_due ON invoice (made_at, id) WHERE status IN ('open', 'partiallyPaid');
        ALTER TABLE payment ADD COLUMN provider text, ADD COLUMN disputed bigint NOT NULL DEFAULT 0;
        ALTER TABLE payment DROP CONSTRAINT refund_within_payment,
            ADD CONSTRAINT kept_within_payment
                CHECK (refunded >= 0 AND disputed >= 0 AND refunded + disputed <= amount);
        CREATE UNIQUE INDEX payment_provider ON payment (provider, reference) WHERE provider IS NOT NULL;
        CREATE TABLE payment_intent (
            id uuid PRIMARY KEY,
            invoice_id uuid NOT NULL REFERENCES invoice,
            amount bigint NOT NULL CHECK (amount > 0),
            provider text NOT NULL,
            provider_id text,
            made_by uuid NOT NULL,
            made_at timestamptz NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (provider, provider_id)
        );
        COMMENT ON COLUMN payment_intent.id IS 'The idempotency key at the provider';
        CREATE INDEX payment_intent_invoice ON payment_intent (invoice_id);
        CREATE TABLE dispute (
            id text PRIMARY KEY,
            invoice_id uuid NOT NULL REFERENCES invoice,
            reference text NOT NULL,
            amount bigint NOT NULL CHECK (amount > 0),
            status text NOT NULL CHECK (status IN ('open', 'won', 'lost')),
            opened_at timestamptz NOT NULL,
            closed_at timestamptz
        );
        CREATE INDEX dispute_invoice ON dispute (invoice_id);
        CREATE TABLE dispute_part (
            dispute_id text NOT NULL REFERENCES dispute,
            payment_id uuid NOT NULL REFERENCES payment,
            amount bigint NOT NULL CHECK (amount > 0),
            PRIMARY KEY (dispute_id, payment_id)
        );
        COMMENT ON TABLE dispute_part IS 'What the bank holds back, of which payment';
        INSERT INTO dispute (id, invoice_id, reference, amount, status, opened_at)
        SELECT 'unapplied:' || invoice_id || ':' || reference, invoice_id, reference, amount, 'open', now()
        FROM unapplied_refund WHERE disputed;
        DELETE FROM unapplied_refund WHERE disputed;
        CREATE TABLE provider_refund (
            refund_id uuid PRIMARY KEY REFERENCES refund,
            payment_id uuid NOT NULL REFERENCES payment,
            provider text NOT NULL,
            reference text NOT NULL,
            amount bigint NOT NULL CHECK (amount > 0),
            status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done', 'failed')),
            provider_id text,
            round integer NOT NULL DEFAULT 1,
            attempts integer NOT NULL DEFAULT 0,
            next_attempt_at timestamptz NOT NULL DEFAULT now(),
            last_error text,
            made_at timestamptz NOT NULL,
            version bigint NOT NULL DEFAULT 1
        );
        COMMENT ON TABLE provider_refund IS 'Refunds that the provider is to carry out';
        COMMENT ON COLUMN provider_refund.round IS 'Goes up when the provider answered: it would give the same answer again';
        CREATE INDEX provider_refund_waiting ON provider_refund (next_attempt_at) WHERE status = 'waiting';
        CREATE INDEX provider_refund_payment ON provider_refund (payment_id);
        ALTER TABLE course ADD COLUMN price_changes jsonb;
        ALTER TABLE offering ADD COLUMN price_changes jsonb;
        CREATE INDEX offering_price_changes ON offering (id) WHERE price_changes IS NOT NULL;
        COMMENT ON COLUMN offering.price_changes IS 'Approved prices from later days on, in their order; NULL is none';
        CREATE TABLE price_approval (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            subject text NOT NULL,
            from_day date NOT NULL,
            prices jsonb NOT NULL,
            approved_by uuid NOT NULL,
            approved_at timestamptz NOT NULL
        );
        CREATE INDEX price_approval_subject ON price_approval (subject, id);
        COMMENT ON TABLE price_approval IS 'Append-only: subject is a course''s code or an offering''s id';

        """

    /// The rule pack that was in force, beside each decision that asks it and has no invoice line of its own (D4, D7, F1).
    static let recordedRulePacks = """
        ALTER TABLE completion ADD COLUMN rule_pack text;
        ALTER TABLE registration_transfer ADD COLUMN rule_pack text;
        ALTER TABLE registration ADD COLUMN offer_rule_pack text;
        COMMENT ON COLUMN registration.offer_rule_pack IS 'By which the time to confirm was given';

        """

    /// A booking is never changed and never taken out: what was wrong is booked again, the other way round.
    static let appendOnlyLedger = """
        CREATE FUNCTION refuse_change_of_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the ledger is append-only';
        END $$;
        CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_ledger();

        """

    /// Whether an order may have come to the provider (E8): one that surely has not can be taken back.
    static let refundsNotTaken = """
        ALTER TABLE provider_refund ADD COLUMN not_taken integer NOT NULL DEFAULT 0;
        COMMENT ON COLUMN provider_refund.not_taken IS 'Attempts that the provider surely did not carry out';

        """
}

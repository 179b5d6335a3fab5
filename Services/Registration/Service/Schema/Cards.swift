extension Migrations {
    /// Card payments at the provider: intents, refunds that it carries out, disputes, its webhook events (E8).
    static let cards = """
        CREATE TABLE webhook_event (
            id text PRIMARY KEY,
            type text NOT NULL,
            invoice_id uuid NOT NULL,
            payment_id uuid,
            received_at timestamptz NOT NULL
        );
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
            without_effect integer NOT NULL DEFAULT 0,
            next_attempt_at timestamptz NOT NULL DEFAULT now(),
            last_error text,
            made_at timestamptz NOT NULL,
            version bigint NOT NULL DEFAULT 1
        );
        COMMENT ON TABLE provider_refund IS 'Refunds that the provider is to carry out';
        COMMENT ON COLUMN provider_refund.round IS
            'Part of the idempotency key; counts the provider''s answers, since the same key gives the same answer';
        COMMENT ON COLUMN provider_refund.without_effect IS
            'Attempts that the provider certainly did not carry out; if all are, the refund can be sent by hand';
        CREATE INDEX provider_refund_waiting ON provider_refund (next_attempt_at) WHERE status = 'waiting';
        CREATE INDEX provider_refund_payment ON provider_refund (payment_id);
        CREATE TABLE unapplied_refund (
            invoice_id uuid NOT NULL REFERENCES invoice,
            reference text NOT NULL,
            amount bigint NOT NULL CHECK (amount > 0),
            PRIMARY KEY (invoice_id, reference)
        );
        COMMENT ON TABLE unapplied_refund IS 'Refunds of payments that the provider has not reported yet';
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
        COMMENT ON TABLE dispute_part IS 'The amount of each payment that the bank holds back';
        """
}

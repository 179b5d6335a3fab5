extension Migrations {
    /// Invoices with their lines and payments, the ledger, the provider's events (E8).
    static let money = """
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
            version bigint NOT NULL DEFAULT 1
        );
        CREATE INDEX invoice_registration ON invoice (registration_id);
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
            reference text NOT NULL,
            recorded_by uuid,
            settled_at timestamptz NOT NULL,
            position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            CONSTRAINT refund_within_payment CHECK (refunded BETWEEN 0 AND amount)
        );
        CREATE INDEX payment_invoice ON payment (invoice_id);
        COMMENT ON COLUMN payment.recorded_by IS 'NULL: reported by the payment provider';
        CREATE TABLE refund (
            id uuid PRIMARY KEY,
            payment_id uuid NOT NULL REFERENCES payment,
            amount bigint NOT NULL CHECK (amount > 0),
            reason text NOT NULL,
            recorded_by uuid,
            refunded_at timestamptz NOT NULL
        );
        CREATE INDEX refund_payment ON refund (payment_id);
        CREATE TABLE ledger_transfer (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            invoice_id uuid NOT NULL,
            debit text NOT NULL,
            credit text NOT NULL CHECK (credit <> debit),
            amount bigint NOT NULL CHECK (amount > 0),
            booked_at timestamptz NOT NULL
        );
        CREATE INDEX ledger_transfer_invoice ON ledger_transfer (invoice_id);
        COMMENT ON TABLE ledger_transfer IS 'Append-only: one amount to the debit of one account and the credit of another';
        CREATE TABLE webhook_event (
            id text PRIMARY KEY,
            type text NOT NULL,
            invoice_id uuid NOT NULL,
            payment_id uuid,
            received_at timestamptz NOT NULL
        );

        """

    /// Money that the provider gave back of payments that it has not told of yet (E8).
    static let unappliedRefunds = """
        CREATE TABLE unapplied_refund (
            invoice_id uuid NOT NULL REFERENCES invoice,
            reference text NOT NULL,
            disputed boolean NOT NULL,
            amount bigint NOT NULL CHECK (amount > 0),
            PRIMARY KEY (invoice_id, reference, disputed)
        );

        """

    /// How much of a refund the provider has told of: what we gave back ourselves is told too, and counts once (E8).
    static let toldRefunds = """
        ALTER TABLE refund ADD COLUMN told bigint NOT NULL DEFAULT 0 CHECK (told BETWEEN 0 AND amount);
        UPDATE refund SET told = amount WHERE reason = 'told by the provider';

        """

    /// Refunds that the office sends by hand: who took down that it did, and how (E8).
    static let refundSendings = """
        ALTER TABLE refund ADD COLUMN sent_method text CHECK (sent_method IN ('card', 'check', 'purchaseOrder')),
            ADD COLUMN sent_reference text, ADD COLUMN sent_on date, ADD COLUMN sent_by uuid,
            ADD COLUMN sent_at timestamptz, ADD COLUMN version bigint NOT NULL DEFAULT 1;
        CREATE INDEX refund_to_send ON refund (id) WHERE sent_at IS NULL AND told < amount;

        """

    /// What an invoice's document says stays as it was issued (E8): its lines by their number, to whom, for which class.
    static let issuedInvoices = """
        ALTER TABLE invoice ADD COLUMN issued_lines integer, ADD COLUMN issued_to uuid, ADD COLUMN issued_for jsonb;
        UPDATE invoice i SET
            issued_lines = (SELECT count(*) FROM invoice_line l WHERE l.invoice_id = i.id AND l.made_at <= i.issued_at),
            issued_to = coalesce((SELECT t.from_person FROM registration_transfer t
                WHERE t.registration_id = r.id AND t.transferred_at > i.issued_at ORDER BY t.id LIMIT 1), r.person_id),
            issued_for = jsonb_build_object(
                'title', o.title, 'startsOn', o.starts_on, 'endsOn', o.ends_on, 'city', o.city)
        FROM registration r JOIN offering o ON o.id = r.offering_id
        WHERE r.id = i.registration_id AND i.number IS NOT NULL;

        """

    /// Applications and awards (E5).
    static let scholarships = """
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
            version bigint NOT NULL DEFAULT 1,
            UNIQUE (offering_id, person_id)
        );

        """

    /// An award is used by one registration (E5).
    static let awardUse = """
        ALTER TABLE scholarship ADD COLUMN registration_id uuid REFERENCES registration;
        UPDATE scholarship s SET registration_id = (
            SELECT r.id FROM registration r WHERE r.offering_id = s.offering_id AND r.person_id = s.person_id
                AND r.kind = 'scholarship' ORDER BY r.registered_at DESC LIMIT 1)
        WHERE awarded_at IS NOT NULL;

        """
}

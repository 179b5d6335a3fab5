package import Postgres

extension MailOutbox {
    /// The outbox table. A service lists it before its own tables.
    ///
    /// A mail is `waiting`, then `claimed` by a sender, then `handedOver`, from which point it may have been sent, then
    /// `sent`. A mail that was certainly not sent becomes `waiting` again or `failed`. An `uncertain` mail may have
    /// been sent and is not retried automatically. A `dropped` mail no longer applied. Times are the database's, except
    /// `written_at`, which is the domain clock's.
    package static let migrations = [
        Migration(
            "0001_outbox", of: "mail",
            """
            CREATE TABLE mail_outbox (
                id uuid PRIMARY KEY,
                kind text NOT NULL,
                about uuid NOT NULL,
                occasion text NOT NULL,
                person_id uuid,
                name text,
                address text,
                content jsonb NOT NULL,
                written_at timestamptz NOT NULL,
                status text NOT NULL DEFAULT 'waiting' CHECK (status IN
                    ('waiting', 'claimed', 'handedOver', 'sent', 'uncertain', 'failed', 'dropped')),
                attempts integer NOT NULL DEFAULT 0,
                due_at timestamptz NOT NULL DEFAULT now(),
                claim uuid,
                claimed_until timestamptz,
                detail text,
                created_at timestamptz NOT NULL DEFAULT now(),
                changed_at timestamptz NOT NULL DEFAULT now(),
                CONSTRAINT never_twice UNIQUE (about, kind, occasion)
            );
            CREATE INDEX mail_outbox_due ON mail_outbox (due_at) WHERE status = 'waiting';
            CREATE INDEX mail_outbox_claimed ON mail_outbox (claimed_until) WHERE status IN ('claimed', 'handedOver');
            CREATE INDEX mail_outbox_stuck ON mail_outbox (status) WHERE status IN ('uncertain', 'failed');
            COMMENT ON COLUMN mail_outbox.address IS 'Deleted with name and content once the mail is sent or dropped';
            """)
    ]
}

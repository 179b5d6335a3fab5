import Postgres

/// The accounts schema, in order. Those of messaging and of the kit come before these.
enum Migrations {
    static let all: [Migration] = [
        Migration("0001_people", people),
        Migration("0002_memberships", memberships),
        Migration("0003_sign_in", signIn),
        Migration("0004_office", office),
        Migration("0005_reset_requests", resetRequests),
        Migration(
            "0006_versions",
            """
            ALTER TABLE assignment ADD COLUMN version bigint NOT NULL DEFAULT 1;
            ALTER TABLE standing_hold ADD COLUMN version bigint NOT NULL DEFAULT 1;
            """),
        Migration(
            "0007_mail_outbox",
            """
            INSERT INTO mail_outbox (id, kind, about, occasion, address, content, written_at)
            SELECT id, 'written', id, '', recipient, jsonb_build_object('subject', subject, 'body', body), written_at
            FROM mail;
            DROP TABLE mail;
            """),
    ]

    private static let people = """
        CREATE TABLE person (
            id uuid PRIMARY KEY,
            version bigint NOT NULL DEFAULT 1,
            kind text NOT NULL CHECK (kind IN ('registrant', 'member')),
            given_name text NOT NULL,
            family_name text NOT NULL,
            locale text NOT NULL,
            home_state text,
            is_sworn_officer boolean NOT NULL,
            certification_number text,
            certification_state text,
            certification_since date,
            degree text,
            roles text[] NOT NULL DEFAULT '{}',
            coordinator_of uuid[] NOT NULL DEFAULT '{}',
            merged_into uuid REFERENCES person,
            joined_at timestamptz NOT NULL,
            CHECK (merged_into <> id)
        );
        CREATE INDEX person_merged_into ON person (merged_into) WHERE merged_into IS NOT NULL;
        CREATE INDEX person_admin ON person (id) WHERE 'admin' = ANY (roles);
        CREATE TABLE account (
            person_id uuid PRIMARY KEY REFERENCES person,
            email text NOT NULL,
            email_key text NOT NULL UNIQUE,
            password_hash text
        );
        COMMENT ON COLUMN account.password_hash IS 'NULL: imported, no password set yet';
        CREATE TABLE agency (
            id uuid PRIMARY KEY,
            version bigint NOT NULL DEFAULT 1,
            name text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('policeDepartment', 'sheriffsOffice', 'schoolDistrict', 'other')),
            state text,
            country text NOT NULL
        );
        CREATE INDEX agency_name ON agency (lower(name), id);
        CREATE TABLE assignment (
            id uuid PRIMARY KEY,
            person_id uuid NOT NULL REFERENCES person,
            agency_id uuid NOT NULL REFERENCES agency,
            position text NOT NULL,
            valid_from date NOT NULL,
            valid_to date CHECK (valid_to >= valid_from),
            schools text[] NOT NULL,
            is_verified boolean NOT NULL
        );
        CREATE INDEX assignment_person ON assignment (person_id);

        """

    private static let memberships = """
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
            is_void boolean NOT NULL
        );
        CREATE INDEX standing_hold_person ON standing_hold (person_id);

        """

    private static let signIn = """
        CREATE TABLE one_time_code (
            digest bytea PRIMARY KEY,
            purpose text NOT NULL CHECK (purpose IN ('signUp', 'passwordReset', 'emailChange')),
            person_id uuid REFERENCES person,
            content jsonb NOT NULL,
            expires_at timestamptz NOT NULL
        );
        CREATE INDEX one_time_code_expiry ON one_time_code (expires_at);
        CREATE TABLE suite_secret (
            name text PRIMARY KEY,
            content bytea NOT NULL
        );
        CREATE TABLE refresh_token (
            digest bytea PRIMARY KEY,
            family_id uuid NOT NULL,
            person_id uuid NOT NULL REFERENCES person,
            token_id text NOT NULL,
            token_expires_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            is_used boolean NOT NULL DEFAULT false
        );
        CREATE INDEX refresh_token_family ON refresh_token (family_id);
        CREATE INDEX refresh_token_person ON refresh_token (person_id);
        CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);
        CREATE TABLE oauth_client (
            id uuid PRIMARY KEY,
            name text NOT NULL,
            secret_digest bytea NOT NULL,
            roles text[] NOT NULL,
            created_at timestamptz NOT NULL
        );
        CREATE TABLE signing_seed (
            kid text PRIMARY KEY REFERENCES signing_key ON DELETE CASCADE,
            sealed_seed bytea NOT NULL,
            sign_until timestamptz NOT NULL,
            made_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        COMMENT ON TABLE signing_seed IS 'The private halves of signing_key, under ACCOUNTS_SIGNING_KEY_SECRET';
        CREATE TABLE failed_sign_in (
            name_digest bytea PRIMARY KEY,
            failures integer NOT NULL,
            blocked_until timestamptz NOT NULL,
            last_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE used_challenge (
            challenge text PRIMARY KEY,
            expires_at timestamptz NOT NULL
        );

        """

    private static let office = """
        CREATE TABLE merge (
            id uuid PRIMARY KEY,
            losing uuid NOT NULL REFERENCES person,
            surviving uuid NOT NULL REFERENCES person,
            reason text NOT NULL,
            merged_on date NOT NULL,
            undone_on date
        );
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
        CREATE TABLE mail (
            id uuid PRIMARY KEY,
            recipient text NOT NULL,
            subject text NOT NULL,
            body text NOT NULL,
            written_at timestamptz NOT NULL
        );

        """

    private static let resetRequests = """
        CREATE TABLE reset_request (
            email_key text PRIMARY KEY,
            asked_at timestamptz NOT NULL
        );
        COMMENT ON TABLE reset_request IS 'Addresses, known or not, until the mail job has looked at them';

        """
}

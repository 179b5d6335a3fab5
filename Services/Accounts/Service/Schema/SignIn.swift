extension Migrations {
    /// Accounts, one-time codes, tokens, clients and keys (A2–A4, A6).
    static let signIn = """
        CREATE TABLE account (
            person_id uuid PRIMARY KEY REFERENCES person,
            email text NOT NULL,
            email_key text NOT NULL UNIQUE,
            password_hash text
        );
        COMMENT ON COLUMN account.password_hash IS 'NULL: imported, without a password so far';
        CREATE TABLE one_time_code (
            digest bytea PRIMARY KEY,
            purpose text NOT NULL CHECK (purpose IN ('signUp', 'passwordReset', 'emailChange')),
            person_id uuid REFERENCES person,
            content jsonb NOT NULL,
            expires_at timestamptz NOT NULL
        );
        CREATE INDEX one_time_code_expiry ON one_time_code (expires_at);
        CREATE TABLE reset_request (
            email_key text PRIMARY KEY,
            asked_at timestamptz NOT NULL
        );
        COMMENT ON TABLE reset_request IS 'Addresses, known or not, for which the mail job has not run yet';
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
        CREATE TABLE suite_secret (
            name text PRIMARY KEY,
            content bytea NOT NULL
        );
        CREATE TABLE signing_seed (
            kid text PRIMARY KEY REFERENCES signing_key ON DELETE CASCADE,
            sealed_seed bytea NOT NULL,
            sign_until timestamptz NOT NULL,
            made_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        COMMENT ON TABLE signing_seed IS 'The private keys of signing_key, sealed with ACCOUNTS_SIGNING_KEY_SECRET';
        """
}

package import Postgres

/// The kit's tables in the schema of every service: signing keys, revocations and the development clock.
package enum KitMigrations {
    private static let component = "kit"

    package static let all: [Migration] = [
        Migration(
            "0001_keys", of: component,
            """
            CREATE TABLE signing_key (
                kid text PRIMARY KEY,
                public_key bytea NOT NULL CHECK (length(public_key) = 32),
                not_before timestamptz NOT NULL,
                not_after timestamptz NOT NULL
            );
            -- By changed_by a reader finds the rows that were committed since its previous snapshot: a row that was not
            -- visible then has a transaction id at or above the xmin of that snapshot.
            CREATE TABLE token_revocation (
                subject text PRIMARY KEY,
                before timestamptz NOT NULL,
                expires_at timestamptz NOT NULL,
                changed_by xid8 NOT NULL DEFAULT pg_current_xact_id()
            );
            CREATE INDEX token_revocation_changed_by ON token_revocation (changed_by);
            CREATE INDEX token_revocation_expires_at ON token_revocation (expires_at);
            """),
        Migration(
            "0002_development_clock", of: component,
            """
            CREATE TABLE development_clock (
                one boolean PRIMARY KEY DEFAULT true CHECK (one),
                started_at timestamptz,
                offset_microseconds bigint NOT NULL
            );
            """),
    ]
}

package import Postgres

/// Remembers the answers of creating requests by their `Idempotency-Key`, in the transaction of their effect. A
/// request that is sent again, after a lost answer or at the same time, gets the first one's answer and has no effect.
///
/// A key belongs to one caller and one route, for 24 hours of real time. A refusal is not remembered: its transaction
/// is rolled back, and the next request is decided again.
package enum Idempotency {
    /// The table of the keys, which every service's schema has.
    package static let migrations = [
        Migration(
            "0001_idempotency", of: "idempotency",
            """
            CREATE TABLE idempotency_key (
                caller text NOT NULL,
                route text NOT NULL,
                key text NOT NULL,
                request bytea NOT NULL,
                status integer,
                content_type text,
                version bigint,
                headers jsonb,
                body bytea,
                created_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (caller, route, key)
            );
            CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);
            """)
    ]

    /// Forgets keys older than a day; to be run every hour or so.
    ///
    /// - Returns: how many.
    @discardableResult
    package static func removeExpired(_ database: PostgresClient) async throws -> Int {
        try await database.execute("DELETE FROM idempotency_key WHERE created_at < now() - interval '24 hours'")
    }
}

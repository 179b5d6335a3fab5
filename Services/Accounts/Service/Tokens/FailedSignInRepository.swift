import AccountsDomain
import Messaging
import Postgres

/// The table of failed sign-ins, for e-mail addresses with and without an account. It goes by the database's clock.
struct FailedSignInRepository: Sendable {
    let database: PostgresClient

    /// Returns the seconds until the next sign-in is allowed; 0 when it is now.
    func delay(of email: EmailAddress) async throws -> Int {
        try await database.read(
            .first(
                Int.self,
                """
                SELECT ceil(extract(epoch FROM blocked_until - now()))::bigint FROM failed_sign_in
                WHERE name_digest = \(tokenDigest(email.key)) AND blocked_until > now()
                """)) ?? 0
    }

    /// Counts a failure; a day without one resets the count.
    ///
    /// - Returns: the number of consecutive failures.
    func count(_ email: EmailAddress) async throws -> Int {
        try await database.read(
            .first(
                Int.self,
                """
                INSERT INTO failed_sign_in AS f (name_digest, failures, blocked_until)
                VALUES (\(tokenDigest(email.key)), 1, now())
                ON CONFLICT (name_digest) DO UPDATE SET
                    failures = CASE WHEN f.last_at < now() - interval '1 day' THEN 1 ELSE f.failures + 1 END,
                    last_at = now()
                RETURNING failures
                """)) ?? 0
    }

    /// Refuses sign-ins with this address for some seconds.
    func block(_ email: EmailAddress, seconds: Int) async throws {
        try await database.execute(
            """
            UPDATE failed_sign_in SET blocked_until = now() + \(seconds)::bigint * interval '1 second'
            WHERE name_digest = \(tokenDigest(email.key))
            """)
    }

    func clear(_ email: EmailAddress) async throws {
        try await database.execute("DELETE FROM failed_sign_in WHERE name_digest = \(tokenDigest(email.key))")
    }

    func deleteOld(in unit: UnitOfWork) {
        unit.sql.enqueue("DELETE FROM failed_sign_in WHERE last_at < now() - interval '1 day'")
    }
}

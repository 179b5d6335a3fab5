import Messaging
import Postgres
import Primitives

/// The table of proofs of work that were used.
struct ChallengeRepository: Sendable {
    let database: PostgresClient

    /// Marks a solved challenge as used.
    ///
    /// - Returns: false when it was used before.
    func use(_ solved: SolvedChallenge) async throws -> Bool {
        try await database.execute(
            """
            INSERT INTO used_challenge (challenge, expires_at) VALUES (\(solved.challenge), \(solved.expiresAt))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    func deleteExpired(at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue("DELETE FROM used_challenge WHERE expires_at <= \(now)")
    }
}

import Messaging
import Primitives
import TokenKeys

/// Deletes expired codes, tokens, challenges and revocations, the last with tombstones on the topic.
struct DeleteExpired: Sendable {
    let tokens: KeyStore
    let codes = CodeRepository()
    let sessions = SessionRepository()
    let challenges: ChallengeRepository
    let failures: FailedSignInRepository

    init(_ parts: AccountsParts) {
        tokens = parts.tokens
        challenges = ChallengeRepository(database: parts.database)
        failures = FailedSignInRepository(database: parts.database)
    }

    func callAsFunction(at now: Instant, in unit: UnitOfWork) async throws {
        _ = try await tokens.removeExpiredRevocations(at: now, in: unit)
        codes.deleteExpired(at: now, in: unit)
        sessions.deleteExpired(at: now, in: unit)
        challenges.deleteExpired(at: now, in: unit)
        failures.deleteOld(in: unit)
    }
}

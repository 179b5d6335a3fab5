import AccountsDomain
import Messaging
import Observability
import Primitives
import Security

/// Continues a sign-in by its refresh token, which is valid once.
struct RefreshSession: Sendable {
    let journal: Journal
    let keys: SigningKeys
    let accounts: AccountRepository
    let sessions: Sessions
    let audit: AuditRepository

    /// Returns new tokens. A second use of the same refresh token ends the sign-in.
    ///
    /// - Throws: `SignInRejection.grant`.
    func callAsFunction(_ text: String, at now: Instant, trace: TraceContext?) async throws -> SignInTokens {
        // Before the transaction, as a new key is created in a transaction of its own.
        let key = try await keys.signing(at: now)
        // A refusal is returned and not thrown, as the end of a reused token's sign-in is to be committed.
        let tokens = try await journal.update(trace: trace) { unit in
            try await use(text, key: key, at: now, in: unit)
        }
        guard let tokens else { throw SignInRejection.grant }
        return tokens
    }

    private func use(
        _ text: String, key: Ed25519Key, at now: Instant, in unit: UnitOfWork
    ) async throws -> SignInTokens? {
        guard var token = try await sessions.repository.lock(text, in: unit) else { return nil }
        do throws(RefreshToken.Rejection) {
            try token.use(at: now)
        } catch {
            if error == .reused {
                try await sessions.end(family: token.family, at: now, in: unit)
                audit.insert(
                    AuditEntry(
                        at: now, actor: token.personID, action: "refreshToken.reused",
                        subject: token.personID.description), in: unit)
            }
            return nil
        }
        guard let login = try await accounts.login(of: token.personID, in: unit) else { return nil }
        sessions.repository.save(text, token, in: unit)
        return sessions.issue(for: login, family: token.family, key: key, at: now, in: unit)
    }
}

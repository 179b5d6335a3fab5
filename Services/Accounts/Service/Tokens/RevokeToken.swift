import AccountsDomain
import Messaging
import Observability
import Primitives
import TokenKeys
import UseCases

/// Revokes an access token, or ends a sign-in by its refresh token (RFC 7009). Any other text has no effect.
struct RevokeToken: Sendable {
    let journal: Journal
    let sessions: Sessions

    func callAsFunction(_ text: String, at now: Instant, trace: TraceContext?) async throws {
        guard text.contains(".") else {
            return try await journal.update(trace: trace) { unit in
                guard let token = try await sessions.repository.lock(text, in: unit) else { return }
                try await sessions.end(family: token.family, at: now, in: unit)
            }
        }
        guard let principal = try? await sessions.tokens.verify(text, now: now) else { return }
        try await journal.update(trace: trace) { unit in
            try await sessions.revoke(principal.tokenID, at: now, in: unit)
        }
    }
}

import AccountsDomain
import FoundationEssentials
import Messaging
import Primitives
import Security
import TokenKeys

/// The tokens of a sign-in, as they are returned to the client.
struct SignInTokens: Sendable {
    var access: String
    var refresh: String?
}

/// Starts, continues and ends sign-ins.
struct Sessions: Sendable {
    let repository: SessionRepository
    let tokens: KeyStore
    let issuer: TokenIssuer
    /// The lifetime of a refresh token, in seconds.
    let refreshLifetime: Int
    /// The number of seconds after which a revocation has no use: the lifetime of an access token, and a margin.
    let revocationLifetime: Int

    init(_ parts: AccountsParts) {
        repository = SessionRepository()
        tokens = parts.tokens
        issuer = TokenIssuer(issuer: parts.settings.issuer, lifetime: parts.settings.accessLifetime)
        refreshLifetime = parts.settings.refreshLifetime
        revocationLifetime = parts.settings.accessLifetime + 60
    }

    /// Issues an access token and stores a refresh token beside it, in a sign-in that is new or continues.
    func issue(
        for login: Login, family: UUID, key: Ed25519Key, at now: Instant, in unit: UnitOfWork
    ) -> SignInTokens {
        let access = issuer.access(for: login, key: key, at: now)
        let text = randomToken()
        repository.insert(
            text,
            RefreshToken(
                family: family, personID: login.personID, tokenID: access.tokenID, tokenExpiresAt: access.expiresAt,
                expiresAt: now.adding(seconds: refreshLifetime)), in: unit)
        return SignInTokens(access: access.access, refresh: text)
    }

    /// Ends a sign-in: deletes its refresh tokens and revokes its access tokens.
    func end(family: UUID, at now: Instant, in unit: UnitOfWork) async throws {
        for token in try await repository.delete(family: family, in: unit) where now < token.expiresAt {
            try await tokens.revoke(token.id, at: now, expiresAt: token.expiresAt, in: unit)
        }
    }

    /// Revokes a person's access tokens one by one, so that the next one, issued in the same second, is valid. The
    /// sign-ins continue.
    func revokeAccessTokens(of person: PersonID, at now: Instant, in unit: UnitOfWork) async throws {
        for token in try await repository.accessTokens(of: person, at: now, in: unit) {
            try await tokens.revoke(token.id, at: now, expiresAt: token.expiresAt, in: unit)
        }
    }

    /// Ends all sign-ins of a person, and revokes every token that was issued until now.
    func endAll(of person: PersonID, at now: Instant, in unit: UnitOfWork) async throws {
        repository.delete(of: person, in: unit)
        try await revoke(person.description, at: now, in: unit)
    }

    /// Revokes an access token by its id, or all of a person's.
    func revoke(_ subject: String, at now: Instant, in unit: UnitOfWork) async throws {
        try await tokens.revoke(subject, at: now, expiresAt: now.adding(seconds: revocationLifetime), in: unit)
    }
}

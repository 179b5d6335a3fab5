import FoundationEssentials
import Messaging
import Postgres
import Primitives
import Security
import TokenKeys

/// A refresh token as the table keeps it: its digest, never itself.
struct RefreshToken: Sendable {
    let family: UUID
    let personID: PersonID
    let tokenID: String
    let tokenExpiresAt: Instant
    let expiresAt: Instant
    let isUsed: Bool
}

extension AccountsStore {
    func addRefreshToken(_ token: String, _ row: RefreshToken, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO refresh_token (digest, family_id, person_id, token_id, token_expires_at, expires_at)
            VALUES (\(digest(token)), \(row.family), \(row.personID), \(row.tokenID), \(row.tokenExpiresAt),
                \(row.expiresAt))
            """)
    }

    /// The token under its row's lock: two uses at once are two uses.
    func lockRefreshToken(_ token: String, _ unit: UnitOfWork) async throws -> RefreshToken? {
        try await unit.sql.query(
            """
            SELECT family_id, person_id, token_id, token_expires_at, expires_at, is_used
            FROM refresh_token WHERE digest = \(digest(token)) FOR UPDATE
            """
        ).first.map { row in
            let (family, person, id, tokenEnd, end, isUsed) = try row.decode(
                (UUID, PersonID, String, Instant, Instant, Bool).self)
            return RefreshToken(
                family: family, personID: person, tokenID: id, tokenExpiresAt: tokenEnd, expiresAt: end, isUsed: isUsed)
        }
    }

    func markUsed(_ token: String, _ unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE refresh_token SET is_used = true WHERE digest = \(digest(token))")
    }

    /// Ends a sign-in: its refresh tokens go, its access tokens are revoked by their ids.
    func endFamily(_ family: UUID, at now: Instant, _ unit: UnitOfWork) async throws {
        let rows = try await unit.sql.query(
            "DELETE FROM refresh_token WHERE family_id = \(family) RETURNING token_id, token_expires_at")
        for row in rows {
            let (id, end) = try row.decode((String, Instant).self)
            if now < end { try await tokens.revoke(id, at: now, expiresAt: end, in: unit) }
        }
    }

    /// Ends a person's access tokens one by one, so that the next one, made in the same second, is good; their sign-ins
    /// go on. Every access token was given out beside a refresh token.
    func endAccessTokens(of person: PersonID, at now: Instant, _ unit: UnitOfWork) async throws {
        let rows = try await unit.sql.query(
            """
            SELECT token_id, token_expires_at FROM refresh_token
            WHERE person_id = \(person) AND token_expires_at > \(now) ORDER BY token_id
            """)
        for row in rows {
            let (id, end) = try row.decode((String, Instant).self)
            try await tokens.revoke(id, at: now, expiresAt: end, in: unit)
        }
    }

    /// Ends all sign-ins of a person: every token issued until now is void.
    func endSignIns(of person: PersonID, at now: Instant, _ unit: UnitOfWork) async throws {
        unit.sql.enqueue("DELETE FROM refresh_token WHERE person_id = \(person)")
        try await tokens.revoke(
            person.description, at: now, expiresAt: now.adding(seconds: tokenLifetime), in: unit)
    }

    /// Takes away what has no use any more: codes, tokens, challenges, revocations (with tombstones on the topic).
    func sweep(at now: Instant, _ unit: UnitOfWork) async throws {
        _ = try await tokens.removeExpiredRevocations(at: now, in: unit)
        unit.sql.enqueue("DELETE FROM one_time_code WHERE expires_at <= \(now)")
        unit.sql.enqueue("DELETE FROM refresh_token WHERE expires_at <= \(now)")
        unit.sql.enqueue("DELETE FROM used_challenge WHERE expires_at <= \(now)")
        unit.sql.enqueue("DELETE FROM failed_sign_in WHERE last_at < now() - interval '1 day'")
    }

    func digest(_ token: String) -> [UInt8] { sha256(Array(token.utf8)) }
}

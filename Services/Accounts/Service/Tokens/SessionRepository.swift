import AccountsDomain
import FoundationEssentials
import Messaging
import Postgres
import Primitives
import Security

/// An access token that was issued beside a refresh token.
struct IssuedToken: Sendable {
    var id: String
    var expiresAt: Instant
}

/// The table of refresh tokens, which make a sign-in. It has only their digests.
struct SessionRepository: Sendable {
    private static let tokens = Columns<RefreshToken>(
        "family_id, person_id, token_id, token_expires_at, expires_at, is_used"
    ) { row in
        RefreshToken(
            family: try row.next(), personID: try row.next(), tokenID: try row.next(), tokenExpiresAt: try row.next(),
            expiresAt: try row.next(), isUsed: try row.next())
    }

    private static let issued = Columns<IssuedToken>("token_id, token_expires_at") { row in
        IssuedToken(id: try row.next(), expiresAt: try row.next())
    }

    func insert(_ text: String, _ token: RefreshToken, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO refresh_token (digest, family_id, person_id, token_id, token_expires_at, expires_at, is_used)
            VALUES (\(tokenDigest(text)), \(token.family), \(token.personID), \(token.tokenID),
                \(token.tokenExpiresAt), \(token.expiresAt), \(token.isUsed))
            """)
    }

    /// Locks the token until the transaction ends, so that two uses at once are two uses.
    func lock(_ text: String, in unit: UnitOfWork) async throws -> RefreshToken? {
        try await unit.sql.read(
            .first(
                Self.tokens, "SELECT \(Self.tokens) FROM refresh_token WHERE digest = \(tokenDigest(text)) FOR UPDATE"))
    }

    /// Writes the use of a locked token.
    func save(_ text: String, _ token: RefreshToken, in unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE refresh_token SET is_used = \(token.isUsed) WHERE digest = \(tokenDigest(text))")
    }

    /// Deletes the tokens of a sign-in, and returns the access tokens that were issued beside them.
    func delete(family: UUID, in unit: UnitOfWork) async throws -> [IssuedToken] {
        try await unit.sql.read(
            .all(Self.issued, "DELETE FROM refresh_token WHERE family_id = \(family) RETURNING \(Self.issued)"))
    }

    /// Deletes the tokens of all sign-ins of a person.
    func delete(of person: PersonID, in unit: UnitOfWork) {
        unit.sql.enqueue("DELETE FROM refresh_token WHERE person_id = \(person)")
    }

    /// Returns the access tokens of a person that are valid at this time.
    func accessTokens(of person: PersonID, at now: Instant, in unit: UnitOfWork) async throws -> [IssuedToken] {
        try await unit.sql.read(
            .all(
                Self.issued,
                """
                SELECT \(Self.issued) FROM refresh_token
                WHERE person_id = \(person) AND token_expires_at > \(now) ORDER BY token_id
                """))
    }

    func deleteExpired(at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue("DELETE FROM refresh_token WHERE expires_at <= \(now)")
    }
}

/// Returns the digest under which a secret text is stored.
func tokenDigest(_ text: String) -> [UInt8] { sha256(Array(text.utf8)) }

import Postgres
import Primitives
import Security

/// The statements on `signing_key` and `token_revocation`, the same in all four schemas.
enum KeyTables {
    static func save(_ key: VerificationKey, _ sql: Transaction) async throws {
        try await sql.execute(
            """
            INSERT INTO signing_key (kid, public_key, not_before, not_after)
            VALUES (\(key.kid), \(key.key.bytes), \(key.notBefore), \(key.notAfter))
            ON CONFLICT (kid) DO UPDATE SET public_key = EXCLUDED.public_key, not_before = EXCLUDED.not_before,
                not_after = EXCLUDED.not_after
            """)
    }

    static func deleteKey(_ kid: String, _ sql: Transaction) async throws {
        try await sql.execute("DELETE FROM signing_key WHERE kid = \(kid)")
    }

    static func save(_ revocation: TokenRevocation, _ sql: Transaction) async throws {
        try await sql.execute(
            """
            INSERT INTO token_revocation (subject, before, expires_at)
            VALUES (\(revocation.subject), \(revocation.before), \(revocation.expiresAt))
            ON CONFLICT (subject) DO UPDATE SET before = greatest(token_revocation.before, EXCLUDED.before),
                expires_at = greatest(token_revocation.expires_at, EXCLUDED.expires_at),
                changed_by = pg_current_xact_id()
            """)
    }

    static func deleteRevocation(_ subject: String, _ sql: Transaction) async throws {
        try await sql.execute("DELETE FROM token_revocation WHERE subject = \(subject)")
    }

    /// A bounded number at a time, so the transaction stays short.
    static func deleteExpired(before moment: Instant, _ sql: Transaction) async throws -> [String] {
        let rows = try await sql.query(
            """
            DELETE FROM token_revocation WHERE subject IN (
                SELECT subject FROM token_revocation WHERE expires_at < \(moment)
                ORDER BY expires_at, subject LIMIT 500)
            RETURNING subject
            """)
        return try rows.map { try $0.value("subject") }
    }
}

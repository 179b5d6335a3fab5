import Contracts
package import Messaging
import Postgres
package import Primitives
package import Security

/// Writes that accounts makes: to its own tables and to the keys topic, in one unit of work.
extension KeyStore {
    package func save(_ key: VerificationKey, at now: Instant, in unit: UnitOfWork) async throws {
        try await KeyTables.save(key, unit.sql)
        unit.setState(.signingKey, SigningKeyRecord(key), of: SigningKeyID(kid: key.kid), at: now)
        unit.sql.onCommit { [self] in refreshSoon() }
    }

    /// Removes a key whose last token has expired.
    package func removeKey(_ kid: String, at now: Instant, in unit: UnitOfWork) async throws {
        try await KeyTables.deleteKey(kid, unit.sql)
        unit.tombstone(.signingKey, of: SigningKeyID(kid: kid), at: now)
        unit.sql.onCommit { [self] in refreshSoon() }
    }

    /// Revokes the tokens of that subject (a token's id, or a person's) that were issued up to now; in this process
    /// with the commit. `expiresAt` is when the last of them expires.
    package func revoke(_ subject: String, at now: Instant, expiresAt: Instant, in unit: UnitOfWork) async throws {
        let revocation = TokenRevocation(subject: subject, before: now, expiresAt: expiresAt)
        try await KeyTables.save(revocation, unit.sql)
        unit.setState(
            .revocation, RevocationRecord(before: now, expiresAt: expiresAt), of: RevocationID(subject: subject),
            at: now)
        unit.sql.onCommit { [self] in update([revocation]) }
    }

    /// Removes expired revocations, some hundreds at a time, and returns how many.
    package func removeExpiredRevocations(at now: Instant, in unit: UnitOfWork) async throws -> Int {
        let subjects = try await KeyTables.deleteExpired(before: now.adding(seconds: -3600), unit.sql)
        for subject in subjects { unit.tombstone(.revocation, of: RevocationID(subject: subject), at: now) }
        return subjects.count
    }
}

import Contracts
package import Messaging
import Postgres
package import Primitives
package import Security

/// What accounts writes: into its own tables and to the keys topic, in one unit of work.
extension KeyStore {
    package func save(_ key: VerificationKey, in unit: UnitOfWork) async throws {
        try await KeyTables.save(key, unit.sql)
        unit.setState(SigningKeyRecord(key), key: "key:\(key.kid)")
        unit.sql.onCommit { [self] in refreshSoon() }
    }

    /// A key whose last token has expired.
    package func removeKey(_ kid: String, in unit: UnitOfWork) async throws {
        try await KeyTables.deleteKey(kid, unit.sql)
        unit.tombstone(SigningKeyRecord.self, key: "key:\(kid)")
        unit.sql.onCommit { [self] in refreshSoon() }
    }

    /// Ends the tokens of that subject (a token's id, or a person's) that were issued up to now; in this process with the
    /// commit. `expiresAt` is when the last of them would have ended by itself.
    package func revoke(_ subject: String, at now: Instant, expiresAt: Instant, in unit: UnitOfWork) async throws {
        let revocation = TokenRevocation(subject: subject, before: now, expiresAt: expiresAt)
        try await KeyTables.save(revocation, unit.sql)
        unit.setState(RevocationRecord(before: now, expiresAt: expiresAt), key: "revoked:\(subject)")
        unit.sql.onCommit { [self] in update([revocation]) }
    }

    /// Takes away the revocations that no token can need any more, some hundreds at a time. Answers how many.
    package func removeExpiredRevocations(at now: Instant, in unit: UnitOfWork) async throws -> Int {
        let subjects = try await KeyTables.deleteExpired(before: now.adding(seconds: -3600), unit.sql)
        for subject in subjects { unit.tombstone(RevocationRecord.self, key: "revoked:\(subject)") }
        return subjects.count
    }
}

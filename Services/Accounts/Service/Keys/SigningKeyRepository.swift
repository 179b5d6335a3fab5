import Messaging
import Postgres
import Primitives

/// A signing key as it is stored: its private half is sealed.
struct StoredSigningKey: Sendable, Hashable {
    var sealedSeed: [UInt8]
    var notBefore: Instant
    var signUntil: Instant
    var notAfter: Instant
    /// Whether it was created more than a day ago by the database's clock.
    var isOld: Bool
}

/// The table of private keys. Their public halves are in the table that the verifiers read (`KeyStore`).
struct SigningKeyRepository: Sendable {
    private static let keys = Columns<StoredSigningKey>(
        "s.sealed_seed, k.not_before, s.sign_until, k.not_after, s.made_at < clock_timestamp() - interval '1 day'"
    ) { row in
        StoredSigningKey(
            sealedSeed: try row.next(), notBefore: try row.next(), signUntil: try row.next(), notAfter: try row.next(),
            isOld: try row.next())
    }

    /// Waits until no other replica maintains the keys, and returns them.
    func lockAll(in unit: UnitOfWork) async throws -> [StoredSigningKey] {
        try await unit.sql.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.signing_seed'))")
        return try await unit.sql.read(
            .all(Self.keys, "SELECT \(Self.keys) FROM signing_seed s JOIN signing_key k ON k.kid = s.kid"))
    }

    /// Inserts the private half of a key whose public half is stored.
    func insert(_ kid: String, sealedSeed: [UInt8], signUntil: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            "INSERT INTO signing_seed (kid, sealed_seed, sign_until) VALUES (\(kid), \(sealedSeed), \(signUntil))")
    }
}

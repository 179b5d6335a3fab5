import Messaging
import Postgres
import Primitives
import Security
import ServiceKit
import Synchronization

/// The keys that sign access tokens: made, kept sealed in the table, published, replaced in time, forgotten.
///
/// A key signs for a span and verifies a little longer, until the last token it signed is over. The next one is made and
/// published ahead, so every service has it before the first token comes; only a clock that jumps makes one at once.
final class SigningKeys: Sendable {
    struct Policy: Sendable {
        /// How long a key signs.
        var span = 30 * 86_400
        /// How long before its end the next key is published.
        var ahead = 3600
        /// How long a token lives, with the clock differences that verifiers allow.
        var tokenLifetime: Int
    }

    private struct Key: Sendable {
        let key: Ed25519Key
        let notBefore: Instant
        let signUntil: Instant
        let notAfter: Instant
        /// Made more than a day ago by the real clock. A domain clock that jumps ahead in development must not take a key
        /// from services whose clocks have not been moved yet.
        let isOld: Bool

        var verification: VerificationKey {
            VerificationKey(kid: key.kid, key: key.publicKey, notBefore: notBefore, notAfter: notAfter)
        }
    }

    private let journal: Journal
    private let store: KeyStore
    private let seal: SharedSecret
    private let policy: Policy
    private let known = Mutex<[Key]>([])

    /// - Parameters:
    ///   - store: where the public halves go, and from there to the topic and to the verifiers.
    ///   - seal: what the private halves rest under.
    init(journal: Journal, store: KeyStore, seal: SharedSecret, policy: Policy) {
        self.journal = journal
        self.store = store
        self.seal = seal
        self.policy = policy
    }

    struct CannotOpen: Error, CustomStringConvertible {
        var description: String { "the signing keys were sealed under another ACCOUNTS_SIGNING_KEY_SECRET" }
    }

    /// The key to sign with at that moment, made on the spot if there is none.
    func signing(at now: Instant) async throws -> Ed25519Key {
        if let key = usable(at: now) { return key }
        try await maintain(at: now)
        guard let key = usable(at: now) else { throw Problem.unavailable() }
        return key
    }

    /// The public keys that verify at that moment, or will.
    func published(at now: Instant) -> [VerificationKey] {
        known.withLock { $0 }.filter { now < $0.notAfter }.map(\.verification)
    }

    /// Makes the next key when it is time, drops what verifies nothing any more. Called at start and by a job; safe to run
    /// in several replicas at once.
    func maintain(at now: Instant) async throws {
        let sealing = SecretBytes(try await seal.bytes().withBytes { sha256($0) })
        let keys = try await journal.update { [self] unit in
            try await unit.sql.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.signing_seed'))")
            var keys = try await load(sealing, unit)
            if !keys.contains(where: { $0.notBefore <= now && now.adding(seconds: policy.ahead) < $0.signUntil }) {
                keys.append(try await make(sealing, at: now, unit))
            }
            for old in keys where old.notAfter <= now && old.isOld {
                try await store.removeKey(old.key.kid, at: now, in: unit)
            }
            return keys.filter { now < $0.notAfter || !$0.isOld }
        }
        known.withLock { $0 = keys }
    }

    private func usable(at now: Instant) -> Ed25519Key? {
        // The one that ends first: the next key has then had its time to travel.
        known.withLock { $0 }.filter { $0.notBefore <= now && now < $0.signUntil }
            .min { $0.signUntil < $1.signUntil }?.key
    }

    private func load(_ sealing: SecretBytes, _ unit: UnitOfWork) async throws -> [Key] {
        try await unit.sql.query(
            """
            SELECT s.sealed_seed, k.not_before, s.sign_until, k.not_after,
                s.made_at < clock_timestamp() - interval '1 day'
            FROM signing_seed s JOIN signing_key k ON k.kid = s.kid
            """
        ).map { row in
            let (sealed, notBefore, signUntil, notAfter, isOld) = try row.decode(
                ([UInt8], Instant, Instant, Instant, Bool).self)
            guard let seed = SecretBox.open(sealed, key: sealing), let key = Ed25519Key(seed: seed) else {
                throw CannotOpen()
            }
            return Key(key: key, notBefore: notBefore, signUntil: signUntil, notAfter: notAfter, isOld: isOld)
        }
    }

    private func make(_ sealing: SecretBytes, at now: Instant, _ unit: UnitOfWork) async throws -> Key {
        let signUntil = now.adding(seconds: policy.span)
        let key = Key(
            key: .generate(), notBefore: now, signUntil: signUntil,
            notAfter: signUntil.adding(seconds: policy.tokenLifetime), isOld: false)
        try await store.save(key.verification, at: now, in: unit)
        let sealed = key.key.seed.withBytes { SecretBox.seal($0, key: sealing) }
        unit.sql.enqueue(
            """
            INSERT INTO signing_seed (kid, sealed_seed, sign_until)
            VALUES (\(key.key.kid), \(sealed), \(key.signUntil))
            """)
        return key
    }
}

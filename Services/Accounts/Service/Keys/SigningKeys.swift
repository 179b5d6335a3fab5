import Messaging
import Primitives
import Security
import Synchronization
import TokenKeys
import Web

/// The keys that sign access tokens: created, stored sealed, published, replaced in time and deleted.
///
/// A key signs for a span, and verifies a little longer, until the last token that it signed expires. The next key is
/// created and published ahead of time, so that every service has it before the first token that it signs. Only a clock
/// that jumps creates one at once.
final class SigningKeys: Sendable {
    struct Policy: Sendable {
        /// The number of seconds for which a key signs.
        var span = 30 * 86_400
        /// The number of seconds before its end at which the next key is published.
        var ahead = 3600
        /// The lifetime of a token with the clock differences that verifiers allow, in seconds.
        var tokenLifetime: Int
    }

    private struct Key: Sendable {
        let key: Ed25519Key
        let notBefore: Instant
        let signUntil: Instant
        let notAfter: Instant
        /// Whether it was created more than a day ago in real time. A domain clock that jumps ahead in development must
        /// not delete a key that services whose clocks were not moved yet still use.
        let isOld: Bool

        var verification: VerificationKey {
            VerificationKey(kid: key.kid, key: key.publicKey, notBefore: notBefore, notAfter: notAfter)
        }
    }

    private let journal: Journal
    private let store: KeyStore
    private let seal: SharedSecret
    private let policy: Policy
    private let repository = SigningKeyRepository()
    private let known = Mutex<[Key]>([])

    /// - Parameters:
    ///   - store: Stores and publishes the public halves.
    ///   - seal: The secret under which the private halves are stored.
    init(journal: Journal, store: KeyStore, seal: SharedSecret, policy: Policy) {
        self.journal = journal
        self.store = store
        self.seal = seal
        self.policy = policy
    }

    struct CannotOpen: Error, CustomStringConvertible {
        var description: String { "the signing keys were sealed with another ACCOUNTS_SIGNING_KEY_SECRET" }
    }

    /// Returns the key that signs at this time, which is created when there is none.
    func signing(at now: Instant) async throws -> Ed25519Key {
        if let key = usable(at: now) { return key }
        try await maintain(at: now)
        guard let key = usable(at: now) else { throw Problem.unavailable() }
        return key
    }

    /// Returns the public keys that verify at this time or later.
    func published(at now: Instant) -> [VerificationKey] {
        known.withLock { $0 }.filter { now < $0.notAfter }.map(\.verification)
    }

    /// Creates the next key when it is due, and deletes keys that verify no token any more. Called at startup and by a
    /// job; several replicas may call it at once.
    func maintain(at now: Instant) async throws {
        let sealing = SecretBytes(try await seal.bytes().withBytes { sha256($0) })
        let keys = try await journal.update { [self] unit in
            var keys = try await repository.lockAll(in: unit).map { try open($0, sealing) }
            if !keys.contains(where: { $0.notBefore <= now && now.adding(seconds: policy.ahead) < $0.signUntil }) {
                keys.append(try await make(sealing, at: now, in: unit))
            }
            for old in keys where old.notAfter <= now && old.isOld {
                try await store.removeKey(old.key.kid, at: now, in: unit)
            }
            return keys.filter { now < $0.notAfter || !$0.isOld }
        }
        known.withLock { $0 = keys }
    }

    private func usable(at now: Instant) -> Ed25519Key? {
        // The key that ends first, so that the services have time to receive the next one.
        known.withLock { $0 }.filter { $0.notBefore <= now && now < $0.signUntil }
            .min { $0.signUntil < $1.signUntil }?.key
    }

    private func open(_ stored: StoredSigningKey, _ sealing: SecretBytes) throws -> Key {
        guard let seed = SecretBox.open(stored.sealedSeed, key: sealing), let key = Ed25519Key(seed: seed) else {
            throw CannotOpen()
        }
        return Key(
            key: key, notBefore: stored.notBefore, signUntil: stored.signUntil, notAfter: stored.notAfter,
            isOld: stored.isOld)
    }

    private func make(_ sealing: SecretBytes, at now: Instant, in unit: UnitOfWork) async throws -> Key {
        let signUntil = now.adding(seconds: policy.span)
        let key = Key(
            key: .generate(), notBefore: now, signUntil: signUntil,
            notAfter: signUntil.adding(seconds: policy.tokenLifetime), isOld: false)
        try await store.save(key.verification, at: now, in: unit)
        let sealed = key.key.seed.withBytes { SecretBox.seal($0, key: sealing) }
        repository.insert(key.key.kid, sealedSeed: sealed, signUntil: key.signUntil, in: unit)
        return key
    }
}

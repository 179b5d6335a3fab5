import CSodium

/// A private signing key (RFC 8032, Ed25519), derived from a secret seed of 32 bytes.
package struct Ed25519Key: Sendable {
    package let publicKey: Ed25519PublicKey
    /// The seed, which is stored sealed and from which the key can be derived again.
    package let seed: SecretBytes
    private let secret: SecretBytes

    /// Derives the key from a seed. Returns nil unless the seed has 32 bytes.
    package init?(seed: [UInt8]) {
        Sodium.ready
        guard seed.count == Int(crypto_sign_SEEDBYTES) else { return nil }
        var publicBytes = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
        var secretBytes = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
        guard crypto_sign_seed_keypair(&publicBytes, &secretBytes, seed) == 0 else { return nil }
        self.publicKey = Ed25519PublicKey(unchecked: publicBytes)
        self.secret = SecretBytes(secretBytes)
        self.seed = SecretBytes(seed)
    }

    package static func generate() -> Ed25519Key {
        guard let key = Ed25519Key(seed: randomBytes(32)) else { preconditionFailure("a seed has 32 bytes") }
        return key
    }

    /// The key's id: the thumbprint of its public key (RFC 7638).
    package var kid: String { publicKey.thumbprint }

    /// Returns the detached signature: 64 bytes, always the same for the same message.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        secret.withBytes { secret in
            var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
            crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
            return signature
        }
    }
}

/// The public key that belongs to a signing key.
package struct Ed25519PublicKey: Sendable, Hashable {
    package let bytes: [UInt8]

    /// Creates a key from its 32 bytes. Returns nil for another length. A point off the curve or of small order fails
    /// at verification.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    package func isValid(signature: [UInt8], of message: [UInt8]) -> Bool {
        Sodium.ready
        guard signature.count == Int(crypto_sign_BYTES) else { return false }
        return crypto_sign_verify_detached(signature, message, UInt64(message.count), bytes) == 0
    }

    /// The RFC 7638 thumbprint in base64url. The members are in lexical order, as the RFC requires.
    package var thumbprint: String {
        Base64URL.encode(sha256(Array(#"{"crv":"Ed25519","kty":"OKP","x":"\#(Base64URL.encode(bytes))"}"#.utf8)))
    }
}

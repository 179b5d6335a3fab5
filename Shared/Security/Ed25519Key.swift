import CSodium

/// A private signing key (RFC 8032, Ed25519), made from 32 secret bytes, the seed.
package struct Ed25519Key: Sendable {
    package let publicKey: Ed25519PublicKey
    /// What to keep, sealed, to have the key again.
    package let seed: SecretBytes
    private let secret: SecretBytes

    /// A key of the seed; nil unless it has 32 bytes.
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

    /// The key's name: the thumbprint of its public half (RFC 7638), the same wherever it is computed.
    package var kid: String { publicKey.thumbprint }

    /// The detached signature: 64 bytes, the same for the same message.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        secret.withBytes { secret in
            var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
            crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
            return signature
        }
    }
}

/// The public half of a signing key.
package struct Ed25519PublicKey: Sendable, Hashable {
    package let bytes: [UInt8]

    /// A key of its 32 bytes; nil for another length. A point off the curve or of small order fails at verification.
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

    /// RFC 7638 thumbprint in base64url; the members stand in lexical order, as that document asks.
    package var thumbprint: String {
        Base64URL.encode(sha256(Array(#"{"crv":"Ed25519","kty":"OKP","x":"\#(Base64URL.encode(bytes))"}"#.utf8)))
    }
}

/// The published form of a public key (RFC 8037), as listed by `/.well-known/jwks.json` and carried by the keys topic.
package struct JWK: Codable, Sendable, Hashable {
    package let kty: String
    package let crv: String
    package let x: String
    package let kid: String
    package let alg: String
    package let use: String

    package init(_ key: Ed25519PublicKey, kid: String? = nil) {
        kty = "OKP"
        crv = "Ed25519"
        x = Base64URL.encode(key.bytes)
        self.kid = kid ?? key.thumbprint
        alg = "EdDSA"
        use = "sig"
    }

    /// The public key; nil unless this is an Ed25519 signing key.
    package var publicKey: Ed25519PublicKey? {
        guard kty == "OKP", crv == "Ed25519", alg == "EdDSA", use == "sig" else { return nil }
        return Base64URL.decode(x).flatMap { Ed25519PublicKey($0) }
    }
}

/// A JWK Set (RFC 7517): `{"keys": […]}`.
package struct JWKSet: Codable, Sendable, Hashable {
    package let keys: [JWK]

    package init(_ keys: [JWK]) {
        self.keys = keys
    }
}

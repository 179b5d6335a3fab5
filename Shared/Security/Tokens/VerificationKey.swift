package import Primitives

/// A public key with its validity period, as verifiers hold it.
package struct VerificationKey: Sendable, Hashable {
    package let kid: String
    package let key: Ed25519PublicKey
    package let notBefore: Instant
    package let notAfter: Instant

    package init(kid: String, key: Ed25519PublicKey, notBefore: Instant, notAfter: Instant) {
        self.kid = kid
        self.key = key
        self.notBefore = notBefore
        self.notAfter = notAfter
    }
}

/// Revokes the tokens of one subject (the id of a token or a person) that were issued up to `before`.
package struct TokenRevocation: Sendable, Hashable {
    package let subject: String
    package let before: Instant
    /// The time at which the last of those tokens expires. The revocation may be deleted after that.
    package let expiresAt: Instant

    package init(subject: String, before: Instant, expiresAt: Instant) {
        self.subject = subject
        self.before = before
        self.expiresAt = expiresAt
    }
}

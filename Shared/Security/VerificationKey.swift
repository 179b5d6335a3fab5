package import Primitives

/// A public key as verifiers hold it: with the span in which its tokens count.
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

/// Tokens of one subject (a token's or a person's id) that were issued up to `before` no longer count.
package struct TokenRevocation: Sendable, Hashable {
    package let subject: String
    package let before: Instant
    /// When the last of those tokens has expired by itself, so the note may go.
    package let expiresAt: Instant

    package init(subject: String, before: Instant, expiresAt: Instant) {
        self.subject = subject
        self.before = before
        self.expiresAt = expiresAt
    }
}

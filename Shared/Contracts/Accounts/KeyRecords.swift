package import JSONSchema
import JSONTree
package import Primitives

/// A public signing key; tokens of `kid` verify with it while `notBefore ≤ now < notAfter`.
package struct SigningKeyRecord: StateRecord {
    package static let type = "org.muster.accounts.signingKey.state.v1"
    package static let topic = Topic.keys
    package static let key = "key:<kid>"

    /// RFC 8037 public key: `kty`, `crv`, `x`, `kid`, `alg`, `use`.
    package var jwk: [String: String]
    package var notBefore: Instant
    package var notAfter: Instant

    package init(jwk: [String: String], notBefore: Instant, notAfter: Instant) {
        self.jwk = jwk
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    package static let schema = Schema.event(
        .required("jwk", .map(of: .string())),
        .required("notBefore", .dateTime),
        .required("notAfter", .dateTime))
}

/// Tokens with that id, or of that person, issued before `before` are void; the record may go after `expiresAt`.
package struct RevocationRecord: StateRecord {
    package static let type = "org.muster.accounts.revocation.state.v1"
    package static let topic = Topic.keys
    package static let key = "revoked:<tokenId or personId>"

    package var before: Instant
    package var expiresAt: Instant

    package init(before: Instant, expiresAt: Instant) {
        self.before = before
        self.expiresAt = expiresAt
    }

    package static let schema = Schema.event(
        .required("before", .dateTime),
        .required("expiresAt", .dateTime))
}

package import JSONSchema
import JSONTree
package import Primitives

/// `key:<kid>` on the keys topic.
package struct SigningKeyID: EventKey {
    private static let prefix = "key:"
    package let kid: String

    package init(kid: String) {
        self.kid = kid
    }

    package init?(_ description: String) {
        guard description.hasPrefix(Self.prefix) else { return nil }
        kid = String(description.dropFirst(Self.prefix.count))
    }

    package var description: String { Self.prefix + kid }
}

/// `revoked:<subject>` on the keys topic; the subject is a token's id or a person's.
package struct RevocationID: EventKey {
    private static let prefix = "revoked:"
    package let subject: String

    package init(subject: String) {
        self.subject = subject
    }

    package init?(_ description: String) {
        guard description.hasPrefix(Self.prefix) else { return nil }
        subject = String(description.dropFirst(Self.prefix.count))
    }

    package var description: String { Self.prefix + subject }
}

/// A public signing key; tokens of `kid` verify with it while `notBefore ≤ now < notAfter`.
package struct SigningKeyRecord: EventValue {
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

/// A revocation of the tokens with that id, or of that person, that were issued before `before`. The record may be
/// deleted after `expiresAt`.
package struct RevocationRecord: EventValue {
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

extension StateType<SigningKeyID, SigningKeyRecord> {
    package static let signingKey = Self(
        state: "accounts.signingKey", on: .keys, keyedBy: "key:<kid>", titled: "SigningKeyRecord",
        "A public signing key: tokens of `kid` verify with it while `notBefore ≤ now < notAfter`.")
}

extension StateType<RevocationID, RevocationRecord> {
    package static let revocation = Self(
        state: "accounts.revocation", on: .keys, keyedBy: "revoked:<tokenId or personId>", titled: "RevocationRecord",
        "Tokens with that id, or of that person, that were issued before `before` are invalid.")
}

extension Catalogue {
    static let keys: [any CatalogueEntry] = [
        StateType.signingKey, StateType.revocation,
    ]
}

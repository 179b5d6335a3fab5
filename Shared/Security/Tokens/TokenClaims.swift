package import Primitives

/// The claims of the suite's access tokens.
///
/// `iat`, `nbf` and `exp` are whole seconds, as other readers expect. `iatMicros` is the exact time of issue, so that a
/// revocation separates earlier tokens from later ones even within a second.
package struct TokenClaims: Codable, Sendable, Hashable {
    package enum Kind: String, Codable, Sendable {
        case person
        case client
    }

    package let iss: String
    /// The id of the person or the client.
    package let sub: String
    /// The token's id. The revocation of a single token names it.
    package let jti: String
    package let iat: Int
    package let nbf: Int
    package let exp: Int
    package let aud: Audience
    package let roles: [String]
    package let coordinatorOf: [String]
    package let kind: Kind
    package let scope: String?
    package let iatMicros: Int64?

    package init(
        issuer: String, subject: String, tokenID: String, issuedAt: Instant, expiresAt: Instant,
        audience: String = "muster", roles: [String], coordinatorOf: [String] = [], kind: Kind = .person,
        scope: String? = nil
    ) {
        iss = issuer
        sub = subject
        jti = tokenID
        iat = issuedAt.secondsSince1970
        nbf = issuedAt.secondsSince1970
        exp = expiresAt.secondsSince1970
        aud = Audience([audience])
        self.roles = roles
        self.coordinatorOf = coordinatorOf
        self.kind = kind
        self.scope = scope
        iatMicros = issuedAt.microsecondsSince1970
    }

    package var issuedAt: Instant {
        iatMicros.map { Instant(microsecondsSince1970: $0) } ?? Instant(secondsSince1970: iat)
    }

    package var expiresAt: Instant { Instant(secondsSince1970: exp) }
}

/// The `aud` claim: one name or a list of names (RFC 7519 §4.1.3), written as a plain string if there is only one.
package struct Audience: Codable, Sendable, Hashable {
    package let names: [String]

    package init(_ names: [String]) {
        self.names = names
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let name = try? container.decode(String.self) {
            names = [name]
        } else {
            names = try container.decode([String].self)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if names.count == 1 { try container.encode(names[0]) } else { try container.encode(names) }
    }
}

package import Primitives

/// What an access token of the suite says about its bearer.
///
/// `iat`, `nbf` and `exp` are whole seconds, as other readers expect; `iatMicros` is the exact moment of issue, so that
/// a revocation divides the tokens before it from those after it even within one second.
package struct TokenClaims: Codable, Sendable, Hashable {
    package enum Kind: String, Codable, Sendable {
        case person
        case client
    }

    package let iss: String
    /// The person's or the client's id.
    package let sub: String
    /// The token's own id: what a single revocation names.
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

/// The `aud` claim: one name or a list of them (RFC 7519 §4.1.3); written as a plain string when it is one.
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

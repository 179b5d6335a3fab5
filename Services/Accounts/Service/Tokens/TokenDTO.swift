import FoundationEssentials
import JSONSchema
import JSONTree

/// A request for tokens (RFC 6749). Its schema has one form for each grant.
struct TokenRequestDTO: Decodable, Sendable {
    var grant_type: String
    var username: String?
    var password: String?
    var refresh_token: String?
    var client_id: String?
    var client_secret: String?
    var scope: String?

    /// The fields that every grant may have.
    private static let common: [Property] = [
        .optional("client_id", .string()), .optional("client_secret", .string()), .optional("scope", .string()),
    ]

    private static func form(_ grant: String, _ fields: Property...) -> Schema {
        .object([.required("grant_type", .constant(.string(grant)))] + fields + common)
    }

    static let schema = Schema.oneOf([
        form(
            "password", .required("username", .string(maxLength: 320)), .required("password", .string(maxLength: 256))),
        form("refresh_token", .required("refresh_token", .string(maxLength: 200))),
        form("client_credentials"),
    ])

    /// The credentials of a program in the form; nil when they are incomplete.
    var clientCredentials: ClientCredentials? {
        guard let id = client_id.flatMap(UUID.init(uuidString:)), let client_secret else { return nil }
        return ClientCredentials(id: id, secret: client_secret)
    }
}

/// The tokens of a sign-in (RFC 6749).
struct TokenDTO: WireType {
    var access_token: String
    var refresh_token: String?
    var token_type = "Bearer"
    var expires_in: Int
    var scope: String?

    static let constraints = Constraints([
        CodingKeys.access_token: .string(maxLength: 10_000), .expires_in: .integer(min: 0),
    ])
}

/// A request to revoke a token (RFC 7009).
struct RevocationDTO: WireType {
    var token: String
    var token_type_hint: String?
    var client_id: String?
    var client_secret: String?

    static let constraints = Constraints([CodingKeys.token: .string(minLength: 1, maxLength: 10_000)])
}

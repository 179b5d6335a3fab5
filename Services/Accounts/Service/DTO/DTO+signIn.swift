import AccountsDomain
import JSONSchema
import JSONTree

/// The wire types of sign-up and sign-in, each with its schema.
struct SignUpDTO: Decodable, Sendable {
    let email: String
    let password: String
    let givenName: String
    let familyName: String
    let kind: Person.Kind
    let challenge: String?

    static func schema(minimum: Int) -> Schema {
        .object(
            .required("email", .email), .required("password", .string(minLength: minimum, maxLength: 256)),
            .required("givenName", .name), .required("familyName", .name),
            .required("kind", .string(enum: Person.Kind.self)),
            .optional(
                "challenge", .string(maxLength: 2000).described("The solved proof of work, where it is asked for.")))
    }
}

struct CodeDTO: Decodable, Sendable {
    let token: String

    static let schema = Schema.object(.required("token", .string(minLength: 1, maxLength: 200)))
}

struct EmailDTO: Decodable, Sendable {
    let email: String

    static let schema = Schema.object(.required("email", .email))
}

struct NewPasswordDTO: Decodable, Sendable {
    let token: String
    let password: String

    static func schema(minimum: Int) -> Schema {
        .object(
            .required("token", .string(minLength: 1, maxLength: 200)),
            .required("password", .string(minLength: minimum, maxLength: 256)))
    }
}

/// A bare word of what became of a request, where there is no resource to show.
struct AcceptedDTO: Codable, Sendable {
    let status: String

    static let accepted = AcceptedDTO(status: "accepted")
    static let schema = Schema.object(.required("status", .string()))
}

enum ChallengeDTO {
    static let schema = Schema.object(
        .required("algorithm", .string()), .required("challenge", .string()), .required("maxnumber", .integer(min: 0)),
        .required("salt", .string()), .required("signature", .string()))
}

/// RFC 6749: the fields that a grant needs.
struct TokenRequestDTO: Decodable, Sendable {
    let grant_type: String
    let username: String?
    let password: String?
    let refresh_token: String?
    let client_id: String?
    let client_secret: String?
    let scope: String?

    /// What any grant may say of the program and of what it wants.
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
}

struct TokenDTO: Encodable, Sendable {
    let access_token: String
    let refresh_token: String?
    let token_type = "Bearer"
    let expires_in: Int
    let scope: String?

    static let schema = Schema.object(
        .required("access_token", .string(maxLength: 10_000)), .optional("refresh_token", .string()),
        .required("token_type", .string()), .required("expires_in", .integer(min: 0)), .optional("scope", .string()))
}

struct RevocationDTO: Decodable, Sendable {
    let token: String

    static let schema = Schema.object(
        .required("token", .string(minLength: 1, maxLength: 10_000)), .optional("token_type_hint", .string()),
        .optional("client_id", .string()), .optional("client_secret", .string()))
}

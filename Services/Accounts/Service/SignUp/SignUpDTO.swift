import AccountsDomain
import JSONSchema
import JSONTree

/// A request for an account.
struct SignUpDTO: Decodable, Sendable {
    var email: String
    var password: String
    var givenName: String
    var familyName: String
    var kind: Person.Kind
    var challenge: String?

    /// Returns the schema, which is not derived because the rule pack decides the minimum length of a password.
    static func schema(minimum: Int) -> Schema {
        .object(
            .required("email", .email), .required("password", .string(minLength: minimum, maxLength: 256)),
            .required("givenName", .name), .required("familyName", .name),
            .required("kind", .string(enum: Person.Kind.self)),
            .optional(
                "challenge", .string(maxLength: 2000).described("The solved proof of work, where it is required.")))
    }
}

/// A mailed code.
struct CodeDTO: WireType {
    var token: String

    static let constraints = Constraints([CodingKeys.token: .string(minLength: 1, maxLength: 200)])
}

/// The result of a request that has no resource to show.
struct AcceptedDTO: WireType {
    var status: String

    static let accepted = AcceptedDTO(status: "accepted")
}

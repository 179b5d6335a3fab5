import JSONSchema
import JSONTree
import Primitives

/// The e-mail address of an account.
struct EmailDTO: WireType {
    var email: String

    static let constraints = Constraints([CodingKeys.email: .email])
}

/// A new password with the mailed code.
struct NewPasswordDTO: Decodable, Sendable {
    var token: String
    var password: String

    /// Returns the schema, which is not derived because the rule pack decides the minimum length of a password.
    static func schema(minimum: Int) -> Schema {
        .object(
            .required("token", .string(minLength: 1, maxLength: 200)),
            .required("password", .string(minLength: minimum, maxLength: 256)))
    }
}

/// A code that staff gives to a person.
struct RecoveryDTO: WireType {
    var code: String
    var expiresAt: Instant
}

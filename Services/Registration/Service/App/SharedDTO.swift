import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

// Constraints and wire types of several subjects.

extension Schema {
    /// An amount in cents.
    static var money: Schema { .integer(min: 0, max: 100_000_000) }
    /// An amount in cents that may be negative, such as a credit.
    static var amount: Schema { .integer(min: -100_000_000_000, max: 100_000_000_000) }
    static var currency: Schema { .constant("USD") }
    static var version: Schema { .integer(min: 1) }
    static var courseCode: Schema { CourseCode.schema(as: .answer) }
    static var usState: Schema { .string(minLength: 2, maxLength: 2, pattern: "^[A-Z]{2}$") }
    static var country: Schema { .string(enum: PlaceCodes.countries) }
    static var reason: Schema { .string(minLength: 1, maxLength: 2000) }
}

extension CourseCode: WireValue {
    static func schema(as role: WireRole) -> Schema {
        .string(minLength: 2, maxLength: 64, pattern: "^[a-z0-9][a-z0-9-]*$")
    }

    static var sample: CourseCode { .basicSRO }
}

/// The reason of a change.
struct ReasonDTO: WireType {
    var reason: String

    static let constraints = Constraints([CodingKeys.reason: .reason])
    static let schema = Schema(request: Self.self)
}

/// A line of a price or an invoice, with its reason.
struct LineDTO: WireType {
    var code: PriceLine.Code
    var description: String
    var amount: Money
    var reason: String

    static let constraints = Constraints(named: "Line", [CodingKeys.amount: .amount])
    static let schema = Schema(answer: Self.self)

    init(_ line: PriceLine) {
        code = line.code
        description = line.description
        amount = line.amount
        reason = line.reason
    }
}

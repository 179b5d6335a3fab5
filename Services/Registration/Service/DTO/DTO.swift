import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

// What several routes share on the wire.

extension Schema {
    /// Cents; amounts of ours stay far below the limit.
    static var money: Schema { .integer(min: 0, max: 100_000_000) }
    /// Cents that may be negative: credits.
    static var amount: Schema { .integer(min: -100_000_000_000, max: 100_000_000_000) }
    static var currency: Schema { .constant("USD") }
    static var version: Schema { .integer(min: 1) }
    static var courseCode: Schema { .string(minLength: 2, maxLength: 64, pattern: "^[a-z0-9][a-z0-9-]*$") }
    static var usState: Schema { .string(minLength: 2, maxLength: 2, pattern: "^[A-Z]{2}$") }
    static var country: Schema { .string(enum: PlaceCodes.countries) }
    static var reason: Schema { .string(minLength: 1, maxLength: 2000) }
}

struct PricesDTO: Codable, Sendable, WireValue {
    var member: Money
    var nonMember: Money
    @Nullable var earlyBird: Money?
    @Nullable var earlyBirdUntil: Day?
    var currency: String? = Money.currency

    init(_ prices: PriceList) {
        member = prices.member
        nonMember = prices.nonMember
        earlyBird = prices.earlyBird?.price
        earlyBirdUntil = prices.earlyBird?.until
    }

    static let schema = Schema.ref(
        "Prices",
        .object(
            .required("member", .money), .required("nonMember", .money), .nullable("earlyBird", .money),
            .nullable("earlyBirdUntil", .date), .required("currency", .currency)))

    static let request = Schema.object(
        .required("member", .money), .required("nonMember", .money), .optional("earlyBird", .money),
        .optional("earlyBirdUntil", .date), .optional("currency", .currency))

    static func schema(as role: WireRole) -> Schema { role == .request ? request : schema }

    static var sample: PricesDTO { PricesDTO(PriceList(member: .zero, nonMember: .zero)) }
}

extension CourseCode: WireValue {
    static func schema(as role: WireRole) -> Schema { .courseCode }
    static var sample: CourseCode { .basicSRO }
}

struct VenueDTO: WireType {
    var name: String
    var address: String
    var city: String
    @Nullable var state: String?
    var country: String
    var timeZone: String

    init(_ venue: Venue) {
        name = venue.name
        address = venue.address
        city = venue.city
        state = venue.state
        country = venue.country
        timeZone = venue.timeZone
    }

    var venue: Venue {
        Venue(name: name, address: address, city: city, state: state, country: country, timeZone: timeZone)
    }

    static let constraints = Constraints(
        named: "Venue",
        [
            CodingKeys.name: .name, .address: .name(maxLength: 500), .city: .name, .state: .usState,
            .country: .country, .timeZone: .timeZone,
        ])
    static let schema = Schema(answer: Self.self)
    static let request = Schema(request: Self.self)
}

struct ContactDTO: WireType {
    var name: String
    var email: String
    @Nullable var phone: String?

    static let constraints = Constraints([
        CodingKeys.name: .name, .email: .email, .phone: .string(maxLength: 50),
    ])
    static let schema = Schema(answer: Self.self)
    static let request = Schema(request: Self.self)

    init(_ contact: Contact) {
        name = contact.name
        email = contact.email
        phone = contact.phone
    }

    var contact: Contact { Contact(name: name, email: email, phone: phone) }
}

/// A line of a quote or an invoice.
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

struct ReasonDTO: Codable, Sendable {
    var reason: String

    static let schema = Schema.object(.required("reason", .reason))
}

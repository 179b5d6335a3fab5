import AccountsDomain
import JSONSchema
import JSONTree
import Primitives

struct MembershipOrderDTO: Decodable, Sendable {
    let type: String

    static let schema = Schema.object(.required("type", .string(minLength: 1, maxLength: 50)))
}

/// A membership: asked for, in force, or revoked.
struct MembershipDTO: Encodable, Sendable {
    enum Status: String, Codable, CaseIterable, Sendable {
        case pendingPayment
        case active
        case revoked
    }

    let id: MembershipID
    let membershipId: MembershipID
    let personId: PersonID
    let type: String
    let status: Status
    let amountDue: Money
    let currency = Money.currency
    @Nullable var validFrom: Day?
    @Nullable var validTo: Day?
    /// A membership goes one way: asked for, in force, revoked; each is a version.
    let version: Int

    static let schema = Schema.object(
        .required("id", .uuid), .required("membershipId", .uuid), .required("personId", .uuid),
        .required("type", .string()), .required("status", .string(enum: Status.self)),
        .required("amountDue", .integer(min: 0)), .required("currency", .string()), .nullable("validFrom", .date),
        .nullable("validTo", .date), .required("version", .integer(min: 1)))

    init(_ order: MembershipOrder, of person: PersonID) {
        (id, membershipId, personId) = (order.id, order.id, person)
        type = order.type
        status = .pendingPayment
        amountDue = order.amountDue
        validFrom = nil
        validTo = nil
        version = 1
    }

    init(_ term: MembershipTerm, of person: PersonID) {
        (id, membershipId, personId) = (term.id, term.id, person)
        type = term.type
        status = term.isRevoked ? .revoked : .active
        amountDue = .zero
        validFrom = term.validFrom
        validTo = term.validTo
        version = term.isRevoked ? 3 : 2
    }

    init?(_ id: MembershipID, of person: Person) {
        if let order = person.order, order.id == id {
            self.init(order, of: person.id)
        } else if let term = person.terms.first(where: { $0.id == id }) {
            self.init(term, of: person.id)
        } else {
            return nil
        }
    }
}

struct MembershipPaymentDTO: Decodable, Sendable {
    enum Method: String, Codable, CaseIterable, Sendable {
        case card
        case check
        case purchaseOrder
        case cash
    }

    let method: Method?
    let amount: Money?
    let reference: String?

    static let schema = Schema.object(
        .optional("method", .string(enum: Method.self)),
        .optional("amount", .integer(min: 0, max: 100_000_000).described("Cents; what is due, if absent.")),
        .optional("reference", .name))
}

struct HoldDTO: Encodable, Sendable {
    let id: StandingHoldID
    let personId: PersonID
    let reason: String
    let from: Day
    @Nullable var to: Day?
    let lifted: Bool
    let version: Int

    static let schema = Schema.object(
        .required("id", .uuid), .required("personId", .uuid), .required("reason", .string(maxLength: 4000)),
        .required("from", .date), .nullable("to", .date),
        .required("lifted", .boolean.described("Lifted before it began: it never counted.")),
        .required("version", .integer(min: 1)))

    init(_ hold: StandingHold, of person: PersonID) {
        id = hold.id
        personId = person
        reason = hold.reason
        from = hold.from
        to = hold.to
        lifted = hold.isVoid
        version = hold.version
    }
}

struct NewHoldDTO: Decodable, Sendable {
    let reason: String
    let from: Day
    let to: Day?

    static let schema = Schema.object(
        .required("reason", .reason), .required("from", .date), .optional("to", .date))
}

struct ReasonDTO: Decodable, Sendable {
    let reason: String

    static let schema = Schema.object(.required("reason", .reason))
}

extension Schema {
    /// Why staff does something: some text, kept with the deed.
    static var reason: Schema { string(minLength: 1, maxLength: textMaxLength) }
}

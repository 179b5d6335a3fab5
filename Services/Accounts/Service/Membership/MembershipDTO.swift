import AccountsDomain
import JSONSchema
import JSONTree
import Primitives

/// An order of a membership.
struct MembershipOrderDTO: WireType {
    var type: String

    static let constraints = Constraints([CodingKeys.type: .string(minLength: 1, maxLength: 50)])
}

/// A membership: ordered, in force, or revoked (B1).
struct MembershipDTO: WireType {
    var id: MembershipID
    var membershipId: MembershipID
    var personId: PersonID
    var type: String
    var status: Membership.Status
    var amountDue: Money
    var currency = Money.currency
    @Nullable var validFrom: Day?
    @Nullable var validTo: Day?
    var version: Int

    static let constraints = Constraints([CodingKeys.amountDue: .integer(min: 0), .version: .integer(min: 1)])

    init(_ owned: OwnedMembership) {
        let membership = owned.membership
        id = membership.id
        membershipId = membership.id
        personId = owned.person
        type = membership.type
        status = membership.status
        amountDue = membership.amountDue
        validFrom = membership.term?.from
        validTo = membership.term?.to
        version = membership.version
    }
}

/// A payment of a membership.
struct MembershipPaymentDTO: WireType {
    var method: MembershipPayment.Method?
    var amount: Money?
    var reference: String?

    static let constraints = Constraints([
        CodingKeys.amount: .integer(min: 0, max: 100_000_000).described("Cents; the amount due if absent."),
        .reference: .name,
    ])
}

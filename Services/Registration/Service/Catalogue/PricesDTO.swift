import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// The approved prices of a course or a class.
struct PricesDTO: WireType {
    var member: Money
    var nonMember: Money
    @Nullable var earlyBird: Money?
    @Nullable var earlyBirdUntil: Day?
    var currency = Money.currency

    static let constraints = Constraints(
        named: "Prices",
        [CodingKeys.member: .money, .nonMember: .money, .earlyBird: .money, .currency: .currency])

    init(_ prices: PriceList) {
        member = prices.member
        nonMember = prices.nonMember
        earlyBird = prices.earlyBird?.price
        earlyBirdUntil = prices.earlyBird?.until
    }
}

/// The prices that staff proposes for a course or a class.
struct NewPricesDTO: WireType {
    var member: Money
    var nonMember: Money
    var earlyBird: Money?
    var earlyBirdUntil: Day?
    var currency: String?

    static let constraints = Constraints([
        CodingKeys.member: .money, .nonMember: .money, .earlyBird: .money, .currency: .currency,
    ])

    var proposal: PriceProposal {
        PriceProposal(member: member, nonMember: nonMember, earlyBird: earlyBird, earlyBirdUntil: earlyBirdUntil)
    }
}

/// The prices of a course or a class over time (E1, E2).
struct PriceScheduleDTO: WireType {
    struct Change: WireType {
        var from: Day
        var prices: PricesDTO
    }

    struct Approval: WireType {
        var from: Day
        var prices: PricesDTO
        var approvedBy: PersonID
        var approvedAt: Instant
    }

    /// Those in force today.
    var prices: PricesDTO
    /// Those of later days, by their first day.
    var changes: [Change]
    /// Every approval, the latest first.
    var approvals: [Approval]

    static let constraints = Constraints(named: "PriceSchedule")

    init(_ schedule: PriceSchedule, on day: Day, _ approvals: [PriceApproval] = []) {
        prices = PricesDTO(schedule.prices(on: day))
        changes = schedule.changes.filter { $0.from > day }.map { Change(from: $0.from, prices: PricesDTO($0.prices)) }
        self.approvals = approvals.map {
            Approval(
                from: $0.from, prices: PricesDTO($0.prices), approvedBy: $0.approvedBy, approvedAt: $0.approvedAt)
        }
    }
}

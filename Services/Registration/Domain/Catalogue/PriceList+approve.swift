package import Primitives

/// Why prices cannot be approved (E1, E2).
package enum PriceRejection: Error, Hashable, Sendable {
    case earlyBirdIncomplete
    case memberAboveNonMember(Money, Money)
    case dayOver(Day)
}

extension PriceList {
    /// The prices as somebody approves them: members pay at most what others do, and an early bird has its last day. One above
    /// somebody's own rate is not theirs (E2), and one whose day is over nobody's.
    package static func approve(
        member: Money, nonMember: Money, earlyBird price: Money?, until: Day?
    ) throws(PriceRejection) -> PriceList {
        guard member <= nonMember else { throw .memberAboveNonMember(member, nonMember) }
        switch (price, until) {
        case (nil, nil): return PriceList(member: member, nonMember: nonMember)
        case (let price?, let until?):
            return PriceList(
                member: member, nonMember: nonMember, earlyBird: EarlyBird(price: price, until: until))
        default: throw .earlyBirdIncomplete
        }
    }
}

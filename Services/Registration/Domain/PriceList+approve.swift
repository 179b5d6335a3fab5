package import Primitives

/// Why prices cannot be approved (E1, E2).
package enum PriceRejection: Error, Hashable, Sendable {
    case earlyBirdIncomplete
    case memberAboveNonMember(Money, Money)
    /// An early bird above what everybody pays is nobody's.
    case earlyBirdAboveNonMember(Money, Money)
    /// Its last day is over before the prices count.
    case earlyBirdOver(Day)
    case dayOver(Day)
}

extension PriceList {
    /// The prices as somebody approves them: members pay at most what others do, and an early bird is given for at least a day.
    ///
    /// - Parameter day: from which they count.
    package static func approve(
        member: Money, nonMember: Money, earlyBird price: Money?, until: Day?, from day: Day
    ) throws(PriceRejection) -> PriceList {
        guard member <= nonMember else { throw .memberAboveNonMember(member, nonMember) }
        switch (price, until) {
        case (nil, nil): return PriceList(member: member, nonMember: nonMember)
        case (let price?, let until?):
            guard price <= nonMember else { throw .earlyBirdAboveNonMember(price, nonMember) }
            guard until >= day else { throw .earlyBirdOver(until) }
            return PriceList(
                member: member, nonMember: nonMember, earlyBird: EarlyBird(price: price, until: until))
        default: throw .earlyBirdIncomplete
        }
    }
}

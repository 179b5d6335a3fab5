package import Primitives

/// The prices that staff proposes for a course or a class, before their approval (E1, E2).
package struct PriceProposal: Hashable, Sendable {
    package var member: Money
    package var nonMember: Money
    package var earlyBird: Money?
    /// The last day of the early-bird price.
    package var earlyBirdUntil: Day?

    package init(member: Money, nonMember: Money, earlyBird: Money? = nil, earlyBirdUntil: Day? = nil) {
        self.member = member
        self.nonMember = nonMember
        self.earlyBird = earlyBird
        self.earlyBirdUntil = earlyBirdUntil
    }

    /// Approves the prices: a member pays at most the non-member price, and an early-bird price has a last day.
    ///
    /// An early-bird price above a person's own rate, or after its last day, is accepted: no quote uses it (E2).
    ///
    /// - Throws: `memberAboveNonMember`, then `earlyBirdIncomplete`.
    package func approved() throws(PriceRejection) -> PriceList {
        guard member <= nonMember else { throw .memberAboveNonMember(member, nonMember) }
        switch (earlyBird, earlyBirdUntil) {
        case (nil, nil): return PriceList(member: member, nonMember: nonMember)
        case (let price?, let until?):
            return PriceList(
                member: member, nonMember: nonMember, earlyBird: PriceList.EarlyBird(price: price, until: until))
        default: throw .earlyBirdIncomplete
        }
    }
}

/// The reason why prices cannot be approved (E1, E2).
package enum PriceRejection: Error, Hashable, Sendable {
    case earlyBirdIncomplete
    /// The member price, then the non-member price.
    case memberAboveNonMember(Money, Money)
    /// The prices would count from a day that has passed.
    case dayOver(Day)
}

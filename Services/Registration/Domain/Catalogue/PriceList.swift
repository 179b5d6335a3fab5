package import Primitives

/// The approved prices of a course or a class (E1, E2).
package struct PriceList: Hashable, Sendable, Codable {
    package var member: Money
    package var nonMember: Money
    package var earlyBird: EarlyBird?

    /// The early-bird price and its last day, in the venue's time zone (E2).
    package struct EarlyBird: Hashable, Sendable, Codable {
        package var price: Money
        package var until: Day

        package init(price: Money, until: Day) {
            self.price = price
            self.until = until
        }
    }

    package init(member: Money, nonMember: Money, earlyBird: EarlyBird? = nil) {
        self.member = member
        self.nonMember = nonMember
        self.earlyBird = earlyBird
    }
}

/// The rate of a registration; accounts grants a membership for some of them (B4).
package enum RateCategory: String, Codable, CaseIterable, Sendable {
    case member
    case nonMember
    case earlyBirdConference
    case scholarship
    /// No registration cost and no benefits: audits (E6) and teaching staff.
    case audit
}

package import Primitives

/// The prices of a course or of one offering, in cents (E1, E2).
package struct PriceList: Hashable, Sendable, Codable {
    package var member: Money
    package var nonMember: Money
    /// The early-bird rate and the last day on which it is given, a day in the venue's zone (E2).
    package var earlyBird: EarlyBird?

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

/// Which rate a registration has; accounts grants a membership for some of them (B4).
package enum RateCategory: String, Codable, CaseIterable, Sendable {
    case member
    case nonMember
    case earlyBirdConference
    case scholarship
    /// No registration cost and no benefits: audits (E6) and teaching staff.
    case audit
}

/// What a person registers as (E5, E6).
package enum RegistrationKind: String, Codable, CaseIterable, Sendable {
    case regular
    case audit
    case scholarship
    case staff

    /// Audits and staff earn no completion and stand in no statistics (E6, I1).
    package var earnsCompletion: Bool {
        self == .regular || self == .scholarship
    }
}

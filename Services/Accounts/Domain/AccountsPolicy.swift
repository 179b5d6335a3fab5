package import Primitives

/// The amounts and terms that the sources leave open: one version of the rule pack.
///
/// The service reads it from its rule pack and passes it to every decision. The version is recorded with the decision.
package struct AccountsPolicy: Hashable, Sendable, Codable {
    package var version: String
    /// The first day of this version, in the association's time zone.
    package var effectiveFrom: Day
    /// The memberships that can be bought, by `type` (B1).
    package var membershipTypes: [String: MembershipType]
    /// The number of days after the end within which a renewal still follows the old term (B3).
    package var graceDays: Int
    /// The type of a membership that a paid rate brings (B4).
    package var freeMembershipType: String
    /// The number of days within which a merge can be undone (A5).
    package var mergeUndoDays: Int
    /// The characters that a new password must have at least.
    package var passwordMinimumLength: Int

    package init(
        version: String, effectiveFrom: Day, membershipTypes: [String: MembershipType], graceDays: Int,
        freeMembershipType: String, mergeUndoDays: Int, passwordMinimumLength: Int
    ) {
        self.version = version
        self.effectiveFrom = effectiveFrom
        self.membershipTypes = membershipTypes
        self.graceDays = graceDays
        self.freeMembershipType = freeMembershipType
        self.mergeUndoDays = mergeUndoDays
        self.passwordMinimumLength = passwordMinimumLength
    }

    package var passwordPolicy: PasswordPolicy { PasswordPolicy(minimumLength: passwordMinimumLength) }

    /// What is invalid in the values, one sentence a fault; empty for a valid policy.
    package var faults: [String] {
        var faults = PolicyFaults()
        faults.check("membershipTypes", membershipTypes)
        for (name, type) in membershipTypes.sorted(by: { $0.key < $1.key }) {
            faults.check("membershipTypes.\(name).months", type.months, 1...120)
            faults.check("membershipTypes.\(name).dues", type.dues)
        }
        faults.check("graceDays", graceDays, 0...366)
        faults.require(
            membershipTypes[freeMembershipType] != nil,
            "freeMembershipType must be one of membershipTypes, not \(freeMembershipType)")
        faults.check("mergeUndoDays", mergeUndoDays, 0...3660)
        faults.check("passwordMinimumLength", passwordMinimumLength, 8...64)
        return faults.sentences
    }
}

/// One kind of membership: its dues and how long they last (B1).
package struct MembershipType: Hashable, Sendable, Codable {
    package var months: Int
    package var dues: Money

    package init(months: Int, dues: Money) {
        self.months = months
        self.dues = dues
    }
}

package import Primitives

/// The amounts and terms that the sources leave open (rule pack); every decision is given one.
package struct AccountsPolicy: Hashable, Sendable {
    /// The rule pack's name, recorded with what it decided.
    package var version: String
    /// B1: what can be bought, by `type`.
    package var membershipTypes: [String: MembershipType]
    /// B3: so many days after the end a renewal still follows the old term.
    package var graceDays: Int
    /// B4: the type of a membership that a paid rate brings.
    package var freeMembershipType: String
    /// A5: a merge can be undone for so many days.
    package var mergeUndoDays: Int

    package init(
        version: String, membershipTypes: [String: MembershipType], graceDays: Int, freeMembershipType: String,
        mergeUndoDays: Int
    ) {
        self.version = version
        self.membershipTypes = membershipTypes
        self.graceDays = graceDays
        self.freeMembershipType = freeMembershipType
        self.mergeUndoDays = mergeUndoDays
    }
}

/// One kind of membership: its dues and how long they last (B1).
package struct MembershipType: Hashable, Sendable {
    package var months: Int
    package var dues: Money

    package init(months: Int, dues: Money) {
        self.months = months
        self.dues = dues
    }
}

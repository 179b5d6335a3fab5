package import AccountsDomain
import RulePacks

/// The versions of the association's policies that accounts decides by.
typealias RulePack = RulePacks.RulePack<AccountsPolicy>

extension RulePack {
    /// The smallest length of a password in any version: what a request's schema asks for, whatever the day.
    var shortestPassword: Int { versions.map(\.passwordMinimumLength).min() ?? 0 }
}

extension AccountsPolicy: RuleVersion {
    /// To change an amount, copy this into a file, add a version with the day from which it counts, and name the file
    /// by `ACCOUNTS_RULE_PACK_FILE`.
    package static let shipped = """
        [
          {
            version: "2026-01",
            effectiveFrom: "2015-01-01",
            membershipTypes: { individual: { months: 12, dues: 5000 } },  // B1; cents
            graceDays: 30,                                                // B3
            freeMembershipType: "individual",                             // B4
            mergeUndoDays: 30,                                            // A5
            passwordMinimumLength: 8,
          },
        ]
        """
}

package import AccountsDomain
import RulePacks

/// The versions of the association's policies.
typealias RulePack = RulePacks.RulePack<AccountsPolicy>

extension RulePack {
    /// The smallest minimum length of a password in any version, which a request's schema requires on every day.
    var shortestPassword: Int { versions.map(\.passwordMinimumLength).min() ?? 0 }
}

extension AccountsPolicy: RuleVersion {
    /// To change an amount, copy this into a file, add a version with its first day, and set `ACCOUNTS_RULE_PACK_FILE`
    /// to the file.
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

import AccountsDomain
import JSONTree
import Primitives
import ServiceKit

/// The association's policies that accounts decides by: versions with the day from which each counts (`GET /v1/policies`).
struct RulePack: Sendable {
    private struct Version: RuleVersion {
        struct Membership: Decodable {
            var months: Int
            var dues: Money
        }

        var version: String
        var effectiveFrom: Day
        var membershipTypes: [String: Membership]
        var graceDays: Int
        var freeMembershipType: String
        var mergeUndoDays: Int
        var passwordMinimumLength: Int

        var policy: AccountsPolicy {
            AccountsPolicy(
                version: version,
                membershipTypes: membershipTypes.mapValues { MembershipType(months: $0.months, dues: $0.dues) },
                graceDays: graceDays, freeMembershipType: freeMembershipType, mergeUndoDays: mergeUndoDays)
        }

        var faults: [String] {
            var faults: [String] = []
            func require(_ holds: Bool, _ fault: String) {
                if !holds { faults.append(fault) }
            }
            require(!membershipTypes.isEmpty, "there is no membership type")
            for (name, type) in membershipTypes {
                require((1...120).contains(type.months), "\(name) must last 1 to 120 months")
                require(type.dues.cents >= 0, "\(name) has negative dues")
            }
            require(membershipTypes[freeMembershipType] != nil, "freeMembershipType is no type")
            require((0...366).contains(graceDays), "graceDays must be 0 to 366")
            require((0...3660).contains(mergeUndoDays), "mergeUndoDays must be 0 to 3660")
            require((8...64).contains(passwordMinimumLength), "passwordMinimumLength must be 8 to 64")
            return faults
        }
    }

    private let versions: RuleVersions<Version>
    /// What `GET /v1/policies` shows.
    let document: JSON
    let passwordPolicy: PasswordPolicy

    /// - Throws: `RulePackFault`; a service with such a pack does not start.
    init(json5 text: String = RulePack.standard) throws {
        versions = try RuleVersions(json5: text)
        passwordPolicy = PasswordPolicy(minimumLength: versions.latest.passwordMinimumLength)
        document = ["currency": .string(Money.currency), "versions": .array(versions.shown)]
    }

    /// The version in force on a day; before the first one, the first.
    func policy(on day: Day) -> AccountsPolicy {
        versions.inForce(on: day).policy
    }

    /// What ships.
    static let standard = """
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

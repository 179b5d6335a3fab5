import AccountsDomain
import Foundation
import JSONSchema
import Primitives

/// The association's policies that accounts decides by: versions with the day from which each counts (`GET /v1/policies`).
struct RulePack: Sendable {
    private struct Version: Codable {
        struct Membership: Codable {
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
    }

    private let versions: [(from: Day, policy: AccountsPolicy)]
    /// What `GET /v1/policies` shows.
    let document: JSON
    let passwordPolicy: PasswordPolicy

    struct Invalid: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: `Invalid` with every reason in plain words; a service with such a pack does not start.
    init(json5 text: String = RulePack.standard) throws {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        let read: [Version]
        do {
            read = try decoder.decode([Version].self, from: Data(text.utf8)).sorted {
                $0.effectiveFrom < $1.effectiveFrom
            }
        } catch {
            throw Invalid(description: "the rule pack cannot be read: \(error)")
        }
        guard let latest = read.last else { throw Invalid(description: "the rule pack has no version") }
        for version in read { try RulePack.check(version) }
        versions = read.map { version in
            (
                version.effectiveFrom,
                AccountsPolicy(
                    version: version.version,
                    membershipTypes: version.membershipTypes.mapValues {
                        MembershipType(months: $0.months, dues: $0.dues)
                    },
                    graceDays: version.graceDays, freeMembershipType: version.freeMembershipType,
                    mergeUndoDays: version.mergeUndoDays)
            )
        }
        passwordPolicy = PasswordPolicy(minimumLength: latest.passwordMinimumLength)
        let encoder = JSONEncoder()
        document = ["currency": .string(Money.currency), "versions": try JSON.parse(encoder.encode(read))]
    }

    /// The version in force on a day; before the first one, the first.
    func policy(on day: Day) -> AccountsPolicy {
        (versions.last { $0.from <= day } ?? versions[0]).policy
    }

    var latest: AccountsPolicy { versions[versions.count - 1].policy }

    private static func check(_ version: Version) throws {
        func require(_ holds: Bool, _ reason: String) throws {
            if !holds { throw Invalid(description: "rule pack \(version.version): \(reason)") }
        }
        try require(!version.membershipTypes.isEmpty, "there is no membership type")
        for (name, type) in version.membershipTypes {
            try require((1...120).contains(type.months), "\(name) must last 1 to 120 months")
            try require(type.dues.cents >= 0, "\(name) has negative dues")
        }
        try require(version.membershipTypes[version.freeMembershipType] != nil, "freeMembershipType is no type")
        try require((0...366).contains(version.graceDays), "graceDays must be 0 to 366")
        try require((0...3660).contains(version.mergeUndoDays), "mergeUndoDays must be 0 to 3660")
        try require((8...64).contains(version.passwordMinimumLength), "passwordMinimumLength must be 8 to 64")
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

import AccountsDomain
import Primitives
import Testing

@Suite struct AccountsPolicyTests {
    private static let numbers: [(String, any (WritableKeyPath<AccountsPolicy, Int> & Sendable), ClosedRange<Int>)] = [
        ("graceDays", \.graceDays, 0...366), ("mergeUndoDays", \.mergeUndoDays, 0...3660),
        ("passwordMinimumLength", \.passwordMinimumLength, 8...64),
    ]

    @Test func `A policy has a fault for each number out of its range, and none at its ends`() {
        for (field, path, range) in Self.numbers {
            var policy = Samples.policy
            for end in [range.lowerBound, range.upperBound] {
                policy[keyPath: path] = end
                #expect(policy.faults == [])
            }
            for outside in [range.lowerBound - 1, range.upperBound + 1] {
                policy[keyPath: path] = outside
                #expect(
                    policy.faults == ["\(field) must be \(range.lowerBound) to \(range.upperBound), not \(outside)"])
            }
        }
    }

    @Test(arguments: [
        (MembershipType(months: 0, dues: 0), ["membershipTypes.individual.months must be 1 to 120, not 0"]),
        (MembershipType(months: 1, dues: 0), []), (MembershipType(months: 120, dues: 0), []),
        (MembershipType(months: 121, dues: 0), ["membershipTypes.individual.months must be 1 to 120, not 121"]),
        (MembershipType(months: 1, dues: -1), ["membershipTypes.individual.dues must not be negative, as -1 is"]),
    ])
    func `B1 a membership lasts 1 to 120 months and its dues are not negative`(type: MembershipType, faults: [String]) {
        var policy = Samples.policy
        policy.membershipTypes["individual"] = type
        #expect(policy.faults == faults)
    }

    @Test func `B4 the membership that a paid rate brings is one of the types`() {
        var policy = Samples.policy
        policy.freeMembershipType = "gold"
        #expect(policy.faults == ["freeMembershipType must be one of membershipTypes, not gold"])
        policy.membershipTypes = [:]
        #expect(policy.faults.first == "membershipTypes must not be empty")
    }

    @Test func `A password is as long as the policy asks for`() {
        var policy = Samples.policy
        policy.passwordMinimumLength = 12
        #expect(policy.passwordPolicy.minimumLength == 12)
    }
}

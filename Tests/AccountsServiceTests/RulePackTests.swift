import AccountsDomain
import JSONTree
import Primitives
import ServiceKit
import Testing

@testable import AccountsService

@Suite struct RulePackTests {
    @Test func `the pack that ships is read and shown`() throws {
        let rules = try RulePack()
        #expect(rules.policy(on: Day("2026-03-01")!).membershipTypes["individual"]?.dues == 50_00)
        #expect(rules.document["versions"]?[0]?["graceDays"] == 30)
    }

    @Test func `a version counts from its day on`() throws {
        func version(_ name: String, _ from: String, _ dues: Int) -> String {
            """
            {version: "\(name)", effectiveFrom: "\(from)", membershipTypes: {individual: {months: 12, dues: \(dues)}},
             graceDays: 30, freeMembershipType: "individual", mergeUndoDays: 30, passwordMinimumLength: 8}
            """
        }
        let rules = try RulePack(json5: "[\(version("b", "2027-01-01", 6000)), \(version("a", "2026-01-01", 5000))]")
        #expect(rules.policy(on: Day("2026-12-31")!).version == "a")
        #expect(rules.policy(on: Day("2027-01-01")!).version == "b")
        #expect(rules.policy(on: Day("2020-01-01")!).version == "a")
    }

    @Test(arguments: [
        "", "[]", "[{}]", RulePack.standard.replacing("months: 12", with: "months: 0"),
        RulePack.standard.replacing("freeMembershipType: \"individual\"", with: "freeMembershipType: \"gold\""),
    ])
    func `a pack that makes no sense keeps the service from starting`(text: String) {
        #expect(throws: RulePackFault.self) { try RulePack(json5: text) }
    }
}

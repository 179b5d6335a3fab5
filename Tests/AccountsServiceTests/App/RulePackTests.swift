import AccountsDomain
import DomainClock
import HTTP
import JSONTree
import Primitives
import RulePacks
import TestSupport
import Testing

@testable import AccountsService

@Suite struct RulePackTests {
    private static let shipped = AccountsPolicy.shipped

    @Test func `the pack that ships has the association's dues and days`() throws {
        let policy = try RulePack().policy(on: Day("2026-03-01")!)
        #expect(policy.membershipTypes == ["individual": MembershipType(months: 12, dues: 50_00)])
        #expect(policy.graceDays == 30 && policy.mergeUndoDays == 30 && policy.passwordMinimumLength == 8)
    }

    @Test(
        arguments: [
            ([:], nil),
            (["graceDays: 30,": "graceDays: 30"], "line 7: "),
            (["graceDays: 30,": ""], "[0].graceDays is missing"),
            (["graceDays: 30": "graceDays: 30, graceDay: 30"], "[0].graceDay is unknown"),
            (["months: 12,": "months: 12, years: 1,"], "[0].membershipTypes.individual.years is unknown"),
            (["months: 12": "months: 0"], "[0].membershipTypes.individual.months must be 1 to 120, not 0"),
            (["dues: 5000": "dues: -1"], "[0].membershipTypes.individual.dues must not be negative"),
            (["{ individual: { months: 12, dues: 5000 } }": "{}"], "[0].membershipTypes must not be empty"),
            (
                ["freeMembershipType: \"individual\"": "freeMembershipType: \"gold\""],
                "[0].freeMembershipType must be one"
            ),
            (["mergeUndoDays: 30": "mergeUndoDays: -1"], "[0].mergeUndoDays must be 0 to 3660, not -1"),
            (
                ["passwordMinimumLength: 8": "passwordMinimumLength: 7"],
                "[0].passwordMinimumLength must be 8 to 64, not 7"
            ),
        ] as [(KeyValuePairs<String, String>, String?)])
    func `an invalid pack stops the start with the file and the field`(
        changes: KeyValuePairs<String, String>, words: String?
    ) async throws {
        let text = try RulePackFile.replacing(changes, in: Self.shipped)
        let fault = try await RulePackFile.fault(of: Array(text.utf8), in: .accounts)
        #expect(words.map { fault?.contains($0) == true } ?? (fault == nil), "\(fault ?? "starts")")
    }

    @Test func `a file that does not exist or is not text stops the start`() async throws {
        #expect(try await RulePackFile.fault(of: nil, in: .accounts) != nil)
        #expect(try await RulePackFile.fault(of: [0xFF], in: .accounts)?.contains("not UTF-8 text") == true)
    }

    @Test func `B1 dues and the length of passwords go by the version in force on the day`() async throws {
        let pack = try RulePackFile.pack(
            Self.shipped,
            andThen: [
                "2026-01": "2026-02", "2015-01-01": "2026-03-02", "dues: 5000": "dues: 6000",
                "passwordMinimumLength: 8": "passwordMinimumLength: 12",
            ])
        try await RulePackFile.use(pack) { path in
            let fixture = try await AccountsFixture(["ACCOUNTS_RULE_PACK_FILE": path])
            func due(_ email: String) async throws -> JSON? {
                let person = try await fixture.join(email, kind: "member")
                return try await fixture.send(
                    .post, "/v1/me/membership", as: person.token, ["type": "individual"]
                ).json["amountDue"]
            }
            #expect(try await due("first@example.org") == 5000)
            #expect(try await fixture.signUp("second@example.org", password: "Xq7-vL2p").status == 202)

            // 2 March at the association's seat.
            fixture.clock.move(to: Instant("2026-03-02T06:00:00Z")!)
            #expect(try await due("third@example.org") == 6000)
            let short = try await fixture.signUp("fourth@example.org", password: "Xq7-vL2p")
            #expect(short.status == 422 && short.text.contains("at least 12 characters"), "\(short.text)")
            #expect(try await fixture.signUp("fifth@example.org", password: "Xq7-vL2p-9wRt").status == 202)
            let shown = try await fixture.send(.get, "/v1/policies").json
            #expect(shown["versions"]?.array?.map { $0["passwordMinimumLength"] } == [8, 12])
        }
    }
}

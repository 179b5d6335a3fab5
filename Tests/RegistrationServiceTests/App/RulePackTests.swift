import DomainClock
import FoundationEssentials
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import RulePacks
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct RulePackTests {
    @Test func `the pack that ships has the association's fees, hours and days`() throws {
        let policy = try RulePack().policy(on: try #require(Day("2026-03-01")))
        #expect(policy.version == "registration-1")
        #expect(policy.transferFee == 50_00 && policy.cancellationFee == 75_00)
        #expect(policy.cancellationFullPriceWithinDays == 14 && policy.waitlistConfirmationHours == 48)
        #expect(policy.basicRetakeDiscount == 100_00 && policy.paymentTermDays == 30)
    }

    @Test
    func `D5 E8 a later version counts from its day at the association's seat, and each decision names its version`()
        async throws
    {
        let rules = try RulePackFile.pack(
            RegistrationPolicy.shipped,
            andThen: [
                "registration-1": "registration-2", "1991-01-01": "2026-03-08",
                "cancellationFee: 7500": "cancellationFee: 9900",
                "basicRetakeDiscount: 10000": "basicRetakeDiscount: 12000",
            ])
        // The 7th at the association, the 8th in UTC.
        let fixture = try await RulePackFile.use(rules) { path in
            try await RegistrationFixture(
                at: "2026-03-08T05:59:00Z", settings: ["REGISTRATION_RULE_PACK_FILE": path])
        }
        let offering = try await fixture.offering()
        let (first, second) = (Caller(), Caller())
        let before = try await fixture.register(first, offering)
        let during = try await fixture.register(second, offering)
        func cancel(_ registration: JSON, _ caller: Caller) async throws -> JSON {
            try await fixture.send(
                "POST", "/v1/registrations/\(registration.text("id"))/cancellation", as: caller, [:]
            ).json
        }
        #expect(try await cancel(before, first)["fees"]?[0]?["amount"] == 7500)
        fixture.clock.setOffset(microseconds: 60_000_000)
        #expect(try await cancel(during, second)["fees"]?[0]?["amount"] == 9900)
        let quote = try await fixture.send("GET", "/v1/offerings/\(offering)/quote", as: Caller())
        #expect(quote.json["rulePack"] == "registration-2")
        let packs = try await fixture.database.query(
            "SELECT rule_pack FROM invoice_line WHERE code = 'cancellationFee' ORDER BY made_at"
        ).map { try $0.value(at: 0, as: String.self) }
        #expect(packs == ["registration-1", "registration-2"])
    }

    @Test(
        arguments: [
            ([:], nil),
            (["auditTakesSeat: true,": "auditTakesSeat: yes,"], "line 19: "),
            (["transferFee: 5000,": ""], "[0].transferFee is missing"),
            (["transferFee: 5000": "transferFee: 'much'"], "[0].transferFee must be a whole number"),
            (["transferFee: 5000": "transferFee: -1"], "[0].transferFee must not be negative"),
            (["1991-01-01": "1991-13-01"], "[0].effectiveFrom is not valid: not a date: 1991-13-01"),
            (["dunningStepDays: 30": "dunningStepDays: 0"], "[0].dunningStepDays must be 1 to 365, not 0"),
            (
                ["waitlistConfirmationHours: 48": "waitlistConfirmationHours: 0"],
                "[0].waitlistConfirmationHours must be 1"
            ),
            (["paymentTermDays": "paymentTermsDays"], "[0].paymentTermDays is missing"),
            (
                ["auditTakesSeat: true": "auditTakesSeat: true, auditTakesSeats: false"],
                "[0].auditTakesSeats is unknown"
            ),
            (["auditTakesSeat: true": "auditTakesSeat: true, auditTakesSeat: false"], "line 19: "),
        ] as [(KeyValuePairs<String, String>, String?)])
    func `an invalid pack stops the start with the file and the field`(
        changes: KeyValuePairs<String, String>, words: String?
    ) async throws {
        let text = try RulePackFile.replacing(changes, in: RegistrationPolicy.shipped)
        let fault = try await RulePackFile.fault(of: Array(text.utf8), in: .registration)
        #expect(words.map { fault?.contains($0) == true } ?? (fault == nil), "\(fault ?? "starts")")
    }

    @Test func `a file that does not exist or is not text stops the start`() async throws {
        #expect(try await RulePackFile.fault(of: nil, in: .registration) != nil)
        #expect(try await RulePackFile.fault(of: [0xFF], in: .registration)?.contains("not UTF-8 text") == true)
    }
}

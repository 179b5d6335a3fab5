import DomainClock
import FoundationEssentials
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import ServiceKit
import TestSupport
import Testing

@testable import RegistrationService

@Suite("The rule pack")
struct RulePackTests {
    /// What ships, and a second version from a day on.
    static func pack(from day: String, version: String = "registration-2", change: (String) -> String) -> String {
        let first = RulePack.shipped
        let second = change(first).replacing("registration-1", with: version).replacing("1991-01-01", with: day)
        return "[" + inner(first) + "," + inner(second) + "]"
    }

    private static func inner(_ pack: String) -> String {
        let open = pack.firstIndex(of: "{") ?? pack.startIndex
        let close = pack.lastIndex(of: "}") ?? pack.startIndex
        return String(pack[open...close])
    }

    @Test("Defaults are the association's: fee 50.00, 75.00 until 14 days before, 48 hours, 100.00, 30 days to pay")
    func shipped() throws {
        let policy = try RulePack().policy(on: try #require(Day("2026-03-01")))
        #expect(policy.version == "registration-1")
        #expect(policy.transferFee == 50_00 && policy.cancellationFee == 75_00)
        #expect(policy.cancellationFullPriceWithinDays == 14 && policy.waitlistConfirmationHours == 48)
        #expect(policy.basicRetakeDiscount == 100_00 && policy.paymentTermDays == 30)
    }

    @Test("D5, E8: a later version counts from its day at the association's seat; each decision says which it took")
    func takesEffect() async throws {
        let rules = Self.pack(from: "2026-03-08") {
            $0.replacing("cancellationFee: 7500", with: "cancellationFee: 9900")
                .replacing("basicRetakeDiscount: 10000", with: "basicRetakeDiscount: 12000")
        }
        // The 7th at the association, the 8th in UTC.
        let world = try await RegistrationWorld(at: "2026-03-08T05:59:00Z", rules: rules)
        let offering = try await world.offering()
        let (first, second) = (Caller(), Caller())
        let before = try await world.register(first, offering)
        let during = try await world.register(second, offering)
        func cancel(_ registration: JSON, _ caller: Caller) async throws -> JSON {
            try await world.send(
                "POST", "/v1/registrations/\(registration.text("id"))/cancellation", as: caller, [:]
            ).json
        }
        #expect(try await cancel(before, first)["fees"]?[0]?["amount"] == 7500)
        world.clock.setOffset(microseconds: 60_000_000)
        #expect(try await cancel(during, second)["fees"]?[0]?["amount"] == 9900)
        let quote = try await world.send("GET", "/v1/offerings/\(offering)/quote", as: Caller())
        #expect(quote.json["rulePack"] == "registration-2")
        let packs = try await world.database.query(
            "SELECT rule_pack FROM invoice_line WHERE code = 'cancellationFee' ORDER BY made_at"
        ).map { try $0.value(at: 0, as: String.self) }
        #expect(packs == ["registration-1", "registration-2"])
    }

    @Test(
        "A pack that cannot be meant ends the start: no version, a bad amount, two of one day or name, a misspelt member",
        arguments: [
            "", "[]", "[{}]", RulePack.shipped.replacing("transferFee: 5000", with: "transferFee: -1"),
            RulePack.shipped.replacing("dunningStepDays: 30", with: "dunningStepDays: 0"),
            RulePack.shipped.replacing("waitlistConfirmationHours: 48", with: "waitlistConfirmationHours: 0"),
            RulePack.shipped.replacing("paymentTermDays", with: "paymentTermsDays"),
            RulePack.shipped.replacing("auditTakesSeat: true,", with: "auditTakesSeat: true, auditTakesSeats: false,"),
            pack(from: "1991-01-01") { $0 }, pack(from: "2026-01-01", version: "registration-1") { $0 },
        ])
    func refused(text: String) {
        #expect(throws: RulePackFault.self) { try RulePack(json5: text) }
    }

    @Test(
        "What is wrong with a pack is told by its field, or its version and rule",
        arguments: [
            ("[{", "is not JSON5"),
            (RulePack.shipped.replacing("transferFee: 5000", with: "transferFee: 'much'"), "[0].transferFee must be"),
            (RulePack.shipped.replacing("transferFee: 5000,", with: ""), "[0].transferFee is missing"),
            (RulePack.shipped.replacing("\"1991-01-01\"", with: "\"1991-13-01\""), "[0].effectiveFrom is not in"),
            (
                RulePack.shipped.replacing("dunningStepDays: 30", with: "dunningStepDays: 0"),
                "in registration-1: dunning"
            ),
            (RulePack.shipped.replacing("paymentTermDays", with: "paymentTermsDays"), "paymentTermDays is missing"),
        ])
    func faults(text: String, words: String) throws {
        let fault = #expect(throws: RulePackFault.self) { try RulePack(json5: text) }
        #expect(fault?.description.contains(words) == true, "\(fault?.description ?? "")")
    }

    @Test("A file takes the place of what ships, and /v1/policies shows it; one that is not there is a fault")
    func file() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("pack-\(PaymentID.new()).json5").path
        let text = RulePack.shipped.replacing("transferFee: 5000", with: "transferFee: 4200")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let rules = try RulePack(file: path)
        #expect(rules.shown["rulePacks"]?[0]?["transferFee"] == 4200)
        #expect(throws: RulePackFault.self) { try RulePack(file: path + ".not") }
    }
}

import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// Limits of fees, credits and refunds.
@Suite struct MoneyEdgeTests {
    private func invoice(_ fixture: RegistrationFixture, _ registration: JSON) async throws -> JSON {
        try await fixture.send("GET", "/v1/invoices/\(registration.text("invoiceId"))", as: fixture.staff).json
    }

    private func cancel(_ fixture: RegistrationFixture, _ registration: JSON, _ caller: Caller) async throws -> JSON {
        try await fixture.send(
            "POST", "/v1/registrations/\(registration.text("id"))/cancellation", as: caller, [:]
        ).json
    }

    @Test
    func `D5: the 14th day before the start ends at midnight of the venue, also when its clocks change`()
        async throws
    {
        // Chicago's 8 March 2026 has 23 hours: it ends at 05:00 UTC.
        for (time, fee) in [("2026-03-09T04:59:59Z", 7500), ("2026-03-09T05:00:00Z", 54500)] {
            let fixture = try await RegistrationFixture(at: time)
            let caller = Caller()
            let registered = try await fixture.register(
                caller, try await fixture.offering(from: "2026-03-22", to: "2026-03-26"))
            _ = try await fixture.pay(registered["invoiceId"], 54500)
            let cancelled = try await cancel(fixture, registered, caller)
            #expect(cancelled["fees"]?[0]?["amount"]?.integer == fee)
            #expect(cancelled["refund"]?.integer == 54500 - fee)
        }
    }

    @Test func `D5: a fee larger than the payments refunds nothing, and the rest stays due`() async throws {
        let fixture = try await RegistrationFixture()
        let caller = Caller()
        let registered = try await fixture.register(caller, try await fixture.offering())
        _ = try await fixture.pay(registered["invoiceId"], 5000)
        #expect(try await cancel(fixture, registered, caller)["refund"] == 0)
        let left = try await invoice(fixture, registered)
        #expect(left["balance"] == 2500 && left["status"] == "partiallyPaid")
        #expect(try await fixture.facts(of: registered.text("invoiceId")).map(\.type) == ["payment.settled"])
        #expect(try await fixture.pay(registered["invoiceId"], 2500).json["invoice"]?["status"] == "paid")
        let last = try await fixture.facts(of: registered.text("invoiceId")).last
        #expect(last?.data["fullyPaid"] == false)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test
    func `D4, D5: a class cancelled by the association refunds everything, transfer fees included, without a fee`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let (caller, target) = (Caller(), Caller())
        try await fixture.know(target.person, email: "ann@example.org")
        let registered = try await fixture.register(caller, offering)
        let moved = try await fixture.send(
            "POST", "/v1/registrations/\(registered.text("id"))/transfer", as: caller, ["toEmail": "ann@example.org"])
        #expect(moved.json["fees"]?[0]?["code"] == "transferFee")
        _ = try await fixture.pay(registered["invoiceId"], 59500)
        _ = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/cancellation", as: fixture.staff, ["reason": "Storm."])
        let after = try await invoice(fixture, registered)
        #expect(after["status"] == "void" && after["balance"] == 0 && after["paid"] == 0)
        let fact = try await fixture.facts(of: registered.text("invoiceId")).last
        #expect(fact?.type == "payment.refunded" && fact?.data["amount"] == 59500)
        #expect(fact?.data["fullyRefunded"] == true)
        let packs = try await fixture.database.query("SELECT rule_pack FROM registration_transfer")
        #expect(try packs.map { try $0.value(at: 0, as: String.self) } == ["registration-1"])
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test func `D5: a cancellation after a transfer costs the transfer fee and the cancellation fee`() async throws {
        let fixture = try await RegistrationFixture()
        let (caller, target) = (Caller(), Caller())
        try await fixture.know(target.person, email: "ann@example.org")
        let registered = try await fixture.register(caller, try await fixture.offering())
        _ = try await fixture.pay(registered["invoiceId"], 54500)
        _ = try await fixture.send(
            "POST", "/v1/registrations/\(registered.text("id"))/transfer", as: caller, ["toEmail": "ann@example.org"])
        let cancelled = try await cancel(fixture, registered, target)
        #expect(cancelled["fees"]?.array?.map { $0.text("code") } == ["transferFee", "cancellationFee"])
        #expect(cancelled["refund"] == 42000)
        #expect(try await invoice(fixture, registered)["balance"] == 0)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E5, .E8)) func `a scholarship after payment is a credit, which staff refunds`() async throws {
        let fixture = try await RegistrationFixture()
        let caller = Caller()
        let offering = try await fixture.offering()
        let registered = try await fixture.register(caller, offering)
        let payment = try await fixture.pay(registered["invoiceId"], 54500).json.text("paymentId")
        let applied = try await fixture.send(
            "POST", "/v1/scholarships", as: caller,
            ["offeringId": .string(offering), "statement": "The department has no budget."])
        _ = try await fixture.send(
            "POST", "/v1/scholarships/\(applied.json.text("id"))/award", as: fixture.staff, ["amount": 20000])
        #expect(try await invoice(fixture, registered)["balance"]?.integer == -20000)
        let refund = try await fixture.send(
            "POST", "/v1/payments/\(payment)/refunds", as: fixture.staff, ["amount": 20000, "reason": "The award."])
        #expect(refund.json["invoice"]?["balance"] == 0)
        #expect(try await fixture.facts(of: registered.text("invoiceId")).last?.data["fullyRefunded"] == false)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8))
    func `B4: a transfer whose retake discount makes a part payment the whole publishes the payment as settled`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let (caller, target) = (Caller(), Caller())
        try await fixture.know(target.person, email: "ann@example.org")
        let imported = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff,
            text: "personId,courseCode,completedOn\n\(target.person),basic-sro,2020-05-01\n", type: "text/csv")
        #expect(imported.json["accepted"] == 1)
        let registered = try await fixture.register(caller, try await fixture.offering())
        _ = try await fixture.pay(registered["invoiceId"], 49500)
        let moved = try await fixture.send(
            "POST", "/v1/registrations/\(registered.text("id"))/transfer", as: caller, ["toEmail": "ann@example.org"])
        #expect(moved.json["status"] == "confirmed")
        let fact = try await fixture.facts(of: registered.text("invoiceId")).last
        #expect(fact?.type == "payment.settled" && fact?.data["amount"] == 0)
        #expect(fact?.data["fullyPaid"] == true)
        #expect(fact?.data["personId"]?.string == target.person.description)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test func `E8: no booking can be changed or deleted`() async throws {
        let fixture = try await RegistrationFixture()
        _ = try await fixture.register(Caller(), try await fixture.offering())
        for statement in ["UPDATE ledger_transfer SET amount = amount + 1", "DELETE FROM ledger_transfer"] {
            await #expect(throws: (any Error).self) {
                try await fixture.database.transaction { try await $0.script(statement) }
            }
        }
        #expect(try await fixture.expectBalancedLedger())
    }
}

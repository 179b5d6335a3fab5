import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// E8: disputes of card payments.
@Suite struct CardDisputeTests {
    @Test(.rule(.E8)) func `a dispute makes its amount due, a lost one leaves it due, a won one returns it, each once`()
        async throws
    {
        try await CardFixture.run { cards in
            for isWon in [true, false] {
                let payer = try await cards.payer()
                let intent = try await cards.pay(payer)
                let dispute = "dp_\(isWon)"
                let opened = cards.stripe.dispute("created", dispute, of: intent, 54500)
                for event in [opened, opened, cards.stripe.dispute("funds_withdrawn", dispute, of: intent, 54500)] {
                    #expect(try await cards.report(event).status == 200)
                }
                let held = try await cards.invoice(payer)
                #expect(held["paid"] == 0 && held["balance"] == 54500 && held["status"] == "open")
                #expect(held["payments"]?[0]?["disputed"] == 54500)
                let fact = try await cards.fixture.facts(of: payer.invoice).last
                #expect(fact?.type == "payment.disputed" && fact?.data["amount"] == 54500)
                #expect(fact?.data["fullyRefunded"] == true)
                #expect(try await cards.refund(payer, 100).code == "amountExceedsPayment")
                let closed = cards.stripe.dispute(
                    "closed", dispute, of: intent, 54500, status: isWon ? "won" : "lost")
                for event in [closed, closed, opened] { _ = try await cards.report(event) }
                let after = try await cards.invoice(payer)
                #expect(after["balance"]?.integer == (isWon ? 0 : 54500))
                #expect(
                    try await cards.facts(payer)
                        == ["payment.settled", "payment.disputed", isWon ? "payment.settled" : "payment.refunded"])
                let last = try await cards.fixture.facts(of: payer.invoice).last
                #expect(last?.data["amount"]?.integer == (isWon ? 54500 : 0))
                #expect(last?.data["fullyRefunded"]?.bool == !isWon)
                let report = try await cards.fixture.send("GET", "/v1/reports/receivables", as: cards.fixture.staff)
                let mine = report.json["items"]?.array?.first { $0.text("invoiceId") == payer.invoice }
                #expect((mine == nil) == isWon)
                #expect(try await cards.fixture.expectBalancedLedger())
            }
        }
    }

    @Test(.rule(.E8))
    func `a dispute's end reported before its beginning, and a dispute before its payment, have the same effect`()
        async throws
    {
        try await CardFixture.run { cards in
            for (isWon, retained) in [(true, 54500), (false, 14500)] {
                let payer = try await cards.payer()
                let intent = try await cards.begin(payer).json.text("id")
                let dispute = "dp_early_\(isWon)"
                let paid = cards.stripe.pay(intent)
                let opened = cards.stripe.dispute("created", dispute, of: intent, 40000)
                let closed = cards.stripe.dispute(
                    "closed", dispute, of: intent, 40000, status: isWon ? "won" : "lost")
                for event in [closed, opened, paid, opened, closed] { _ = try await cards.report(event) }
                #expect(try await cards.invoice(payer)["paid"]?.integer == retained)
                #expect(try await cards.fixture.expectBalancedLedger())
            }
        }
    }

    @Test(.rule(.E8))
    func `another payment that was made while a dispute was open is refunded when the dispute is won`() async throws {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.report(cards.stripe.dispute("created", "dp_r", of: intent, 54500))
            #expect(try await cards.fixture.pay(.string(payer.invoice), 54500).status == 201)
            _ = try await cards.report(cards.stripe.dispute("closed", "dp_r", of: intent, 54500, status: "won"))
            let invoice = try await cards.invoice(payer)
            #expect(invoice["balance"] == 0 && invoice["paid"] == 54500)
            #expect(try await cards.fixture.expectBalancedLedger())
        }
    }
}

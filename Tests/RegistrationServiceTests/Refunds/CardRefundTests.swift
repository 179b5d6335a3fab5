import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// E8: refunds of card payments, which the provider carries out.
@Suite struct CardRefundTests {
    @Test(.rule(.E8))
    func `a refund by staff is ordered under its own id, and the provider's report of it counts once`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            let refund = try await cards.refund(payer, 20000)
            #expect(refund.status == 201)
            #expect(try await cards.orders("waiting").count == 1)
            try await cards.dispatch()
            let sent = try #require(cards.stripe.seen.last)
            #expect(sent.target == "/v1/refunds" && sent.form["payment_intent"] == intent)
            #expect(sent.form["amount"] == "20000")
            #expect(sent.key == sent.form["metadata[refundId]"])
            #expect(try await cards.orders("done").first?["providerReference"] == "re_1000")
            for _ in 0..<2 { _ = try await cards.report(cards.stripe.refunded(intent)) }
            let invoice = try await cards.invoice(payer)
            #expect(invoice["paid"] == 34500 && invoice["payments"]?[0]?["refunded"] == 20000)
            #expect(try await cards.facts(payer) == ["payment.settled", "payment.refunded"])
            #expect(cards.stripe.refunds.count == 1)
            #expect(try await cards.fixture.expectBalancedLedger())
        }
    }

    @Test(
        .rule(.E8),
        arguments: [
            [StripeServer.Trouble.hangUpAfterwards], [.hangUp], [.silence],
            [.answer(status: 500, type: "api_error")], [.answer(status: 429, type: "rate_limit_error")],
            [.answer(status: 401, type: "invalid_request_error")], [.hangUpAfterwards, .hangUp, .garbage],
        ])
    func `whatever happens between an order and its answer, the money is refunded once`(
        troubles: [StripeServer.Trouble]
    )
        async throws
    {
        try await CardFixture.run(timeout: 1) { cards in
            let payer = try await cards.payer()
            _ = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            for trouble in troubles { cards.stripe.prepare(trouble) }
            for _ in 0..<(troubles.count + 2) {
                try await cards.dispatch()
                try await cards.hurry()
            }
            #expect(cards.stripe.refunds.map(\.amount) == [20000])
            #expect(try await cards.orders().map { $0.text("status") } == ["done"])
        }
    }

    @Test(.rule(.E8))
    func `an order whose answer was not stored is found by its mark after the provider has forgotten its key`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            try await cards.dispatch()
            for amount in [100, 200, 300] { _ = cards.stripe.refundInDashboard(intent, amount) }
            // The process ended before it stored the answer, and a day has passed.
            try await cards.fixture.database.execute(
                "UPDATE provider_refund SET status = 'waiting', provider_id = NULL, round = 7, next_attempt_at = now()")
            try await cards.dispatch()
            #expect(cards.stripe.refunds.map(\.amount) == [20000, 100, 200, 300])
            #expect(try await cards.orders("done").first?["providerReference"] == "re_1000")
        }
    }

    @Test(.rule(.E8)) func `two dispatchers send each order once, and an order that is claimed waits for its time`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            _ = try await cards.pay(payer)
            for _ in 0..<10 { _ = try await cards.refund(payer, 1000) }
            async let first: Void = cards.dispatch()
            async let second: Void = cards.dispatch()
            _ = try await (first, second)
            #expect(cards.stripe.seen.filter { $0.target == "/v1/refunds" }.count == 10)
            #expect(cards.stripe.refunds.count == 10)
            _ = try await cards.refund(payer, 1000)
            #expect(try await cards.fixture.refundOrders.claimDue().count == 1)
            try await cards.dispatch()
            #expect(cards.stripe.refunds.count == 10)
        }
    }

    @Test(.rule(.E8))
    func `a refund that the provider refused is listed, is not attempted again, and can be ordered a second time`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            _ = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            cards.stripe.prepare(.answer(status: 400, type: "invalid_request_error", code: "charge_disputed"))
            try await cards.dispatch()
            try await cards.hurry()
            try await cards.dispatch()
            let order = try #require(try await cards.orders("failed").first)
            #expect(order.text("lastError").contains("charge_disputed"))
            #expect(cards.stripe.refunds.isEmpty)
            let path = "/v1/refunds/\(order.text("id"))/retry"
            #expect(try await cards.fixture.send("POST", path, as: payer.caller).status == 403)
            #expect(try await cards.fixture.send("POST", path, as: cards.fixture.staff).json["status"] == "waiting")
            try await cards.dispatch()
            #expect(cards.stripe.refunds.count == 1)
            #expect(try await cards.fixture.send("POST", path, as: cards.fixture.staff).code == "refundNotFailed")
            let none = "/v1/refunds/\(RefundID.new())/retry"
            #expect(try await cards.fixture.send("POST", none, as: cards.fixture.staff).status == 404)
        }
    }

    @Test(.rule(.E8))
    func `a refund in the provider's dashboard is booked once beside the ordered ones, in any order of the reports`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            let early = cards.stripe.refundInDashboard(intent, 5000)
            // The provider does not have the order yet; its report of 50.00 is compared with the 200.00 booked.
            _ = try await cards.report(early)
            try await cards.dispatch()
            let both = cards.stripe.refunded(intent)
            _ = try await cards.report(both)
            _ = try await cards.report(both)
            #expect(try await cards.invoice(payer)["paid"] == 29500)
            let last = cards.stripe.refundInDashboard(intent, 29500)
            _ = try await cards.report(last)
            _ = try await cards.report(cards.stripe.refunded(intent))
            let invoice = try await cards.invoice(payer)
            #expect(invoice["paid"] == 0)
            #expect(try await cards.fixture.facts(of: payer.invoice).last?.data["fullyRefunded"] == true)
            #expect(cards.stripe.refunds.count == 3)
            #expect(try await cards.fixture.expectBalancedLedger())
        }
    }

    @Test(.rule(.E8))
    func `D5: cancellations, cancelled classes, and payments made twice or too late are refunded through the provider`()
        async throws
    {
        try await CardFixture.run { cards in
            let offering = try await cards.fixture.offering()
            let leaver = try await cards.payer(offering)
            let stayer = try await cards.payer(offering)
            _ = try await cards.pay(leaver)
            _ = try await cards.pay(stayer)
            let late = try await cards.payer(offering)
            let lateIntent = try await cards.begin(late).json.text("id")
            let cancelled = try await cards.fixture.send(
                "POST", "/v1/registrations/\(leaver.registration)/cancellation", as: leaver.caller, [:])
            #expect(cancelled.json["refund"] == 47000)
            _ = try await cards.fixture.send(
                "POST", "/v1/offerings/\(offering)/cancellation", as: cards.fixture.staff, ["reason": "Storm."])
            // The payer was in the browser while the class was cancelled.
            _ = try await cards.report(cards.stripe.pay(lateIntent))
            try await cards.dispatch()
            #expect(cards.stripe.refunds.map(\.amount).sorted() == [47000, 54500, 54500])
            for payer in [leaver, stayer, late] {
                #expect(try await cards.invoice(payer)["balance"] == 0)
            }
            #expect(try await cards.fixture.expectBalancedLedger())
        }
    }

    @Test(.rule(.E8))
    func `the highest refund reported before its payment waits and is booked when the payment is reported`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.begin(payer).json.text("id")
            let paid = cards.stripe.pay(intent)
            let first = cards.stripe.refundInDashboard(intent, 10000)
            let second = cards.stripe.refundInDashboard(intent, 5000)
            for event in [second, first, paid, first, second] { _ = try await cards.report(event) }
            #expect(try await cards.invoice(payer)["paid"] == 39500)
            #expect(try await cards.fixture.expectBalancedLedger())
        }
    }
}

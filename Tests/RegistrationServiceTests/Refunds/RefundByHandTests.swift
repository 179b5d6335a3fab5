import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// E8: card refunds that the office sends by hand.
@Suite struct RefundByHandTests {
    @Test(.rule(.E8))
    func `a refused refund that is sent by check is never sent a second time, and is booked from that account`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            let order = try #require(try await cards.orders("waiting").first)
            let path = "/v1/refunds/\(order.text("id"))"
            let check: JSON = ["reference": "2001", "sentOn": "2026-03-01", "method": "check"]
            cards.stripe.prepare(.hangUp)
            try await cards.dispatch()
            let early = try await cards.fixture.send("POST", path + "/sent", as: cards.fixture.staff, check)
            #expect(early.code == "refundUnderWay")
            try await cards.hurry()
            cards.stripe.prepare(.answer(status: 400, type: "invalid_request_error", code: "charge_disputed"))
            try await cards.dispatch()
            let failed = try await cards.fixture.send("GET", path, as: cards.fixture.staff)
            #expect(failed.json["status"] == "failed")
            #expect(failed.json.text("lastError").contains("charge_disputed"))
            let sent = try await cards.fixture.send(
                "POST", path + "/sent", as: cards.fixture.staff, check,
                headers: ["If-Match": failed.headers["ETag"] ?? ""])
            #expect(sent.json["status"] == "done")
            #expect(
                try await cards.fixture.send("POST", path + "/retry", as: cards.fixture.staff).code == "refundNotFailed"
            )
            try await cards.hurry()
            try await cards.dispatch()
            #expect(cards.stripe.refunds.isEmpty)
            #expect(try await cards.fixture.cash(.cashCard) == 54500)
            #expect(try await cards.fixture.cash(.cashCheck) == -20000)
            #expect(try await cards.fixture.expectBalancedLedger())
            // A refund at the provider, of the money that it still has, is another refund.
            _ = try await cards.report(cards.stripe.refundInDashboard(intent, 5000))
            #expect(try await cards.invoice(payer)["paid"] == 29500)
            #expect(try await cards.fixture.expectBalancedLedger())
        }
    }

    @Test(.rule(.E8)) func `a refused refund that the office sends by card and the provider reports is booked once`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            cards.stripe.prepare(.answer(status: 400, type: "invalid_request_error", code: "charge_disputed"))
            try await cards.dispatch()
            let order = try #require(try await cards.orders("failed").first)
            let sent = try await cards.fixture.send(
                "POST", "/v1/refunds/\(order.text("id"))/sent", as: cards.fixture.staff,
                ["reference": "re_by_hand", "sentOn": "2026-03-01"])
            #expect(sent.json["status"] == "done")
            let reported = cards.stripe.refundInDashboard(intent, 20000)
            for event in [reported, reported, cards.stripe.refunded(intent)] { _ = try await cards.report(event) }
            #expect(try await cards.invoice(payer)["paid"] == 34500)
            #expect(try await cards.orders().count == 1)
            #expect(try await cards.fixture.cash(.cashCard) == 34500)
            #expect(try await cards.fixture.expectBalancedLedger())
            // A larger amount is another refund at the provider.
            _ = try await cards.report(cards.stripe.refundInDashboard(intent, 500))
            #expect(try await cards.invoice(payer)["paid"] == 34000)
        }
    }

    @Test(.rule(.E8))
    func `a refused refund made by hand at the provider is booked once, and only its rest is ordered again`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            cards.stripe.prepare(.answer(status: 400, type: "invalid_request_error", code: "charge_disputed"))
            try await cards.dispatch()
            let part = cards.stripe.refundInDashboard(intent, 5000)
            for _ in 0..<2 { _ = try await cards.report(part) }
            let order = try #require(try await cards.orders("failed").first)
            #expect(order["left"] == 15000)
            let retry = "/v1/refunds/\(order.text("id"))/retry"
            #expect(try await cards.fixture.send("POST", retry, as: cards.fixture.staff).json["status"] == "waiting")
            try await cards.dispatch()
            #expect(cards.stripe.refunds.map(\.amount) == [5000, 15000])
            _ = try await cards.report(cards.stripe.refunded(intent))
            #expect(try await cards.orders("done").map { $0["left"] } == [0])
            #expect(try await cards.orders().count == 1)
            #expect(try await cards.invoice(payer)["paid"] == 34500)
            #expect(try await cards.fixture.cash(.cashCard) == 34500)
            #expect(try await cards.fixture.expectBalancedLedger())
        }
    }

    @Test(.rule(.E8), arguments: [0, 1, 3])
    func `an order that certainly did not reach the provider is withdrawn when the refund is sent by hand`(
        attempts: Int
    ) async throws {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            // The key has expired.
            for _ in 0..<attempts {
                cards.stripe.prepare(.answer(status: 401, type: "invalid_request_error", code: "api_key_expired"))
                try await cards.dispatch()
                try await cards.hurry()
            }
            let order = try #require(try await cards.orders("waiting").first)
            #expect(order["attempts"]?.integer == attempts)
            let path = "/v1/refunds/\(order.text("id"))"
            let check: JSON = ["reference": "2001", "sentOn": "2026-03-01", "method": "check"]
            // A request that was sent may be carried out.
            let taken = try #require(try await cards.fixture.refundOrders.claimDue().first)
            #expect(
                try await cards.fixture.send("POST", path + "/sent", as: cards.fixture.staff, check).code
                    == "refundUnderWay")
            try await cards.fixture.refundOrders.postpone(taken.id, by: 0, after: .notAdmitted("expired"))
            let sent = try await cards.fixture.send("POST", path + "/sent", as: cards.fixture.staff, check)
            #expect(sent.status == 200 && sent.json["status"] == "done", "\(sent.text)")
            // The key is valid again.
            try await cards.hurry()
            try await cards.dispatch()
            #expect(cards.stripe.refunds.isEmpty)
            let retry = try await cards.fixture.send("POST", path + "/retry", as: cards.fixture.staff)
            #expect(retry.code == "refundNotFailed")
            #expect(try await cards.fixture.cash(.cashCard) == 54500)
            #expect(try await cards.fixture.cash(.cashCheck) == -20000)
            _ = try await cards.report(cards.stripe.refundInDashboard(intent, 5000))
            #expect(try await cards.invoice(payer)["paid"] == 29500)
            #expect(try await cards.fixture.expectBalancedLedger())
        }
    }
}

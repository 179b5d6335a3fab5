import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite("E8: card refunds and chargebacks")
struct CardRefundTests {
    @Test("A refund by staff goes to the provider under its own id, and the provider's word about it counts once")
    func ownRefund() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            let refund = try await cards.refund(payer, 20000)
            #expect(refund.status == 201)
            #expect(try await cards.orders("waiting").count == 1)
            try await cards.dispatcher.run()
            let sent = try #require(cards.stripe.seen.last)
            #expect(sent.target == "/v1/refunds" && sent.form["payment_intent"] == intent)
            #expect(sent.form["amount"] == "20000")
            #expect(sent.key == sent.form["metadata[refundId]"])
            #expect(try await cards.orders("done").first?["providerReference"] == "re_1000")
            for _ in 0..<2 { _ = try await cards.tell(cards.stripe.refunded(intent)) }
            let invoice = try await cards.invoice(payer)
            #expect(invoice["paid"] == 34500 && invoice["payments"]?[0]?["refunded"] == 20000)
            #expect(try await cards.facts(payer) == ["payment.settled", "payment.refunded"])
            #expect(cards.stripe.refunds.count == 1)
            #expect(try await cards.world.expectBalancedLedger())
        }
    }

    @Test(
        "Whatever happens between the order and its answer, the money goes back once",
        arguments: [
            [StripeServer.Trouble.hangUpAfterwards], [.hangUp], [.silence],
            [.answer(status: 500, type: "api_error")], [.answer(status: 429, type: "rate_limit_error")],
            [.answer(status: 401, type: "invalid_request_error")], [.hangUpAfterwards, .hangUp, .garbage],
        ])
    func crashes(troubles: [StripeServer.Trouble]) async throws {
        try await CardWorld.run(timeout: .milliseconds(700)) { cards in
            let payer = try await cards.payer()
            _ = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            for trouble in troubles { cards.stripe.prepare(trouble) }
            for _ in 0..<(troubles.count + 2) {
                try await cards.dispatcher.run()
                try await cards.hurry()
            }
            #expect(cards.stripe.refunds.map(\.amount) == [20000])
            #expect(try await cards.orders().map { $0.text("status") } == ["done"])
        }
    }

    @Test(
        "An order whose answer was never written down is found by its mark, when the provider's key is long forgotten")
    func foundByMark() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            try await cards.dispatcher.run()
            for amount in [100, 200, 300] { _ = cards.stripe.refundInDashboard(intent, amount) }
            // The process was gone before it wrote the answer down, and a day has passed.
            try await cards.world.database.execute(
                "UPDATE provider_refund SET status = 'waiting', provider_id = NULL, round = 7, next_attempt_at = now()")
            try await cards.dispatcher.run()
            #expect(cards.stripe.refunds.map(\.amount) == [20000, 100, 200, 300])
            #expect(try await cards.orders("done").first?["providerReference"] == "re_1000")
        }
    }

    @Test("Two dispatchers and a taken order: one request each, and an order that is taken waits for its time")
    func taken() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            _ = try await cards.pay(payer)
            for _ in 0..<10 { _ = try await cards.refund(payer, 1000) }
            async let first: Void = cards.dispatcher.run()
            async let second: Void = cards.dispatcher.run()
            _ = try await (first, second)
            #expect(cards.stripe.seen.filter { $0.target == "/v1/refunds" }.count == 10)
            #expect(cards.stripe.refunds.count == 10)
            _ = try await cards.refund(payer, 1000)
            #expect(try await cards.world.store.takeDueRefunds().count == 1)
            try await cards.dispatcher.run()
            #expect(cards.stripe.refunds.count == 10)
        }
    }

    @Test("Refused for good: staff sees it, nothing is tried again by itself, and a second order goes out anew")
    func refused() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            _ = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            cards.stripe.prepare(.answer(status: 400, type: "invalid_request_error", code: "charge_disputed"))
            try await cards.dispatcher.run()
            try await cards.hurry()
            try await cards.dispatcher.run()
            let order = try #require(try await cards.orders("failed").first)
            #expect(order.text("lastError").contains("charge_disputed"))
            #expect(cards.stripe.refunds.isEmpty)
            let path = "/v1/refunds/\(order.text("id"))/retry"
            #expect(try await cards.world.send("POST", path, as: payer.caller).status == 403)
            #expect(try await cards.world.send("POST", path, as: cards.world.staff).json["status"] == "waiting")
            try await cards.dispatcher.run()
            #expect(cards.stripe.refunds.count == 1)
            #expect(try await cards.world.send("POST", path, as: cards.world.staff).code == "refundNotFailed")
            let none = "/v1/refunds/\(RefundID.new())/retry"
            #expect(try await cards.world.send("POST", none, as: cards.world.staff).status == 404)
        }
    }

    @Test("What is given back in the provider's dashboard is booked once, beside ours, in any order of the words")
    func elsewhere() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            let early = cards.stripe.refundInDashboard(intent, 5000)
            // Our own has not reached the provider: its word of 50.00 is held against the 200.00 that are booked.
            _ = try await cards.tell(early)
            try await cards.dispatcher.run()
            let both = cards.stripe.refunded(intent)
            _ = try await cards.tell(both)
            _ = try await cards.tell(both)
            #expect(try await cards.invoice(payer)["paid"] == 29500)
            let last = cards.stripe.refundInDashboard(intent, 29500)
            _ = try await cards.tell(last)
            _ = try await cards.tell(cards.stripe.refunded(intent))
            let invoice = try await cards.invoice(payer)
            #expect(invoice["paid"] == 0)
            #expect(try await cards.world.facts(of: payer.invoice).last?.data["fullyRefunded"] == true)
            #expect(cards.stripe.refunds.count == 3)
            #expect(try await cards.world.expectBalancedLedger())
        }
    }

    @Test("D5: a cancellation, a class called off, and money paid twice or after the end go back through the provider")
    func automatic() async throws {
        try await CardWorld.run { cards in
            let offering = try await cards.world.offering()
            let leaver = try await cards.payer(offering)
            let stayer = try await cards.payer(offering)
            _ = try await cards.pay(leaver)
            _ = try await cards.pay(stayer)
            let late = try await cards.payer(offering)
            let lateIntent = try await cards.begin(late).json.text("id")
            let cancelled = try await cards.world.send(
                "POST", "/v1/registrations/\(leaver.registration)/cancellation", as: leaver.caller, [:])
            #expect(cancelled.json["refund"] == 47000)
            _ = try await cards.world.send(
                "POST", "/v1/offerings/\(offering)/cancellation", as: cards.world.staff, ["reason": "Storm."])
            // The payer was in the browser while the class was called off.
            _ = try await cards.tell(cards.stripe.pay(lateIntent))
            try await cards.dispatcher.run()
            #expect(cards.stripe.refunds.map(\.amount).sorted() == [47000, 54500, 54500])
            for payer in [leaver, stayer, late] {
                #expect(try await cards.invoice(payer)["balance"] == 0)
            }
            #expect(try await cards.world.expectBalancedLedger())
        }
    }

    @Test("Refused by the provider, and sent by check instead: never a second time, and the ledger has it from there")
    func refusedAndSent() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            let order = try #require(try await cards.orders("waiting").first)
            let path = "/v1/refunds/\(order.text("id"))"
            let check: JSON = ["reference": "2001", "sentOn": "2026-03-01", "method": "check"]
            cards.stripe.prepare(.hangUp)
            try await cards.dispatcher.run()
            let early = try await cards.world.send("POST", path + "/sent", as: cards.world.staff, check)
            #expect(early.code == "refundUnderWay")
            try await cards.hurry()
            cards.stripe.prepare(.answer(status: 400, type: "invalid_request_error", code: "charge_disputed"))
            try await cards.dispatcher.run()
            let failed = try await cards.world.send("GET", path, as: cards.world.staff)
            #expect(failed.json["status"] == "failed")
            #expect(failed.json.text("lastError").contains("charge_disputed"))
            let sent = try await cards.world.send(
                "POST", path + "/sent", as: cards.world.staff, check,
                headers: ["If-Match": failed.headers["ETag"] ?? ""])
            #expect(sent.json["status"] == "done")
            #expect(
                try await cards.world.send("POST", path + "/retry", as: cards.world.staff).code == "refundNotFailed")
            try await cards.hurry()
            try await cards.dispatcher.run()
            #expect(cards.stripe.refunds.isEmpty)
            #expect(try await cards.world.cash(.cashCard) == 54500)
            #expect(try await cards.world.cash(.cashCheck) == -20000)
            #expect(try await cards.world.expectBalancedLedger())
            // What the provider gives back itself, of the money that it still has, is another refund.
            _ = try await cards.tell(cards.stripe.refundInDashboard(intent, 5000))
            #expect(try await cards.invoice(payer)["paid"] == 29500)
            #expect(try await cards.world.expectBalancedLedger())
        }
    }

    @Test("Refused by the provider, sent by card by the office, told of by the provider: booked once")
    func refusedAndSentByCard() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            cards.stripe.prepare(.answer(status: 400, type: "invalid_request_error", code: "charge_disputed"))
            try await cards.dispatcher.run()
            let order = try #require(try await cards.orders("failed").first)
            let sent = try await cards.world.send(
                "POST", "/v1/refunds/\(order.text("id"))/sent", as: cards.world.staff,
                ["reference": "re_by_hand", "sentOn": "2026-03-01"])
            #expect(sent.json["status"] == "done")
            let told = cards.stripe.refundInDashboard(intent, 20000)
            for event in [told, told, cards.stripe.refunded(intent)] { _ = try await cards.tell(event) }
            #expect(try await cards.invoice(payer)["paid"] == 34500)
            #expect(try await cards.orders().count == 1)
            #expect(try await cards.world.cash(.cashCard) == 34500)
            #expect(try await cards.world.expectBalancedLedger())
            // More than that is somebody else's.
            _ = try await cards.tell(cards.stripe.refundInDashboard(intent, 500))
            #expect(try await cards.invoice(payer)["paid"] == 34000)
        }
    }

    @Test("Refused by the provider and given back there by hand: booked once, and only what is left is ordered again")
    func refusedAndGivenBackThere() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            cards.stripe.prepare(.answer(status: 400, type: "invalid_request_error", code: "charge_disputed"))
            try await cards.dispatcher.run()
            let part = cards.stripe.refundInDashboard(intent, 5000)
            for _ in 0..<2 { _ = try await cards.tell(part) }
            let order = try #require(try await cards.orders("failed").first)
            #expect(order["left"] == 15000)
            let retry = "/v1/refunds/\(order.text("id"))/retry"
            #expect(try await cards.world.send("POST", retry, as: cards.world.staff).json["status"] == "waiting")
            try await cards.dispatcher.run()
            #expect(cards.stripe.refunds.map(\.amount) == [5000, 15000])
            _ = try await cards.tell(cards.stripe.refunded(intent))
            #expect(try await cards.orders("done").map { $0["left"] } == [0])
            #expect(try await cards.orders().count == 1)
            #expect(try await cards.invoice(payer)["paid"] == 34500)
            #expect(try await cards.world.cash(.cashCard) == 34500)
            #expect(try await cards.world.expectBalancedLedger())
        }
    }

    @Test(
        "An order that has surely not come to the provider is taken back when the office sends it, and never carried out",
        arguments: [0, 1, 3])
    func takenBack(attempts: Int) async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.refund(payer, 20000)
            // The key has expired.
            for _ in 0..<attempts {
                cards.stripe.prepare(.answer(status: 401, type: "invalid_request_error", code: "api_key_expired"))
                try await cards.dispatcher.run()
                try await cards.hurry()
            }
            let order = try #require(try await cards.orders("waiting").first)
            #expect(order["attempts"]?.integer == attempts)
            let path = "/v1/refunds/\(order.text("id"))"
            let check: JSON = ["reference": "2001", "sentOn": "2026-03-01", "method": "check"]
            // A request that is on its way may be carried out.
            let taken = try #require(try await cards.world.store.takeDueRefunds().first)
            #expect(
                try await cards.world.send("POST", path + "/sent", as: cards.world.staff, check).code
                    == "refundUnderWay")
            try await cards.world.store.postpone(taken.id, by: 0, .notAdmitted("expired"))
            let sent = try await cards.world.send("POST", path + "/sent", as: cards.world.staff, check)
            #expect(sent.status == 200 && sent.json["status"] == "done", "\(sent.text)")
            // The key is in order again.
            try await cards.hurry()
            try await cards.dispatcher.run()
            #expect(cards.stripe.refunds.isEmpty)
            let retry = try await cards.world.send("POST", path + "/retry", as: cards.world.staff)
            #expect(retry.code == "refundNotFailed")
            #expect(try await cards.world.cash(.cashCard) == 54500)
            #expect(try await cards.world.cash(.cashCheck) == -20000)
            _ = try await cards.tell(cards.stripe.refundInDashboard(intent, 5000))
            #expect(try await cards.invoice(payer)["paid"] == 29500)
            #expect(try await cards.world.expectBalancedLedger())
        }
    }

    @Test("A refund told of before its payment waits, the most that was told, and is taken when the payment comes")
    func refundFirst() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.begin(payer).json.text("id")
            let paid = cards.stripe.pay(intent)
            let first = cards.stripe.refundInDashboard(intent, 10000)
            let second = cards.stripe.refundInDashboard(intent, 5000)
            for event in [second, first, paid, first, second] { _ = try await cards.tell(event) }
            #expect(try await cards.invoice(payer)["paid"] == 39500)
            #expect(try await cards.world.expectBalancedLedger())
        }
    }

    @Test("Chargeback: disputed takes the money and says so, lost leaves it due, won brings it back, each once")
    func disputes() async throws {
        try await CardWorld.run { cards in
            for isWon in [true, false] {
                let payer = try await cards.payer()
                let intent = try await cards.pay(payer)
                let dispute = "dp_\(isWon)"
                let opened = cards.stripe.dispute("created", dispute, of: intent, 54500)
                for event in [opened, opened, cards.stripe.dispute("funds_withdrawn", dispute, of: intent, 54500)] {
                    #expect(try await cards.tell(event).status == 200)
                }
                let held = try await cards.invoice(payer)
                #expect(held["paid"] == 0 && held["balance"] == 54500 && held["status"] == "open")
                #expect(held["payments"]?[0]?["disputed"] == 54500)
                let fact = try await cards.world.facts(of: payer.invoice).last
                #expect(fact?.type == "payment.disputed" && fact?.data["amount"] == 54500)
                #expect(fact?.data["fullyRefunded"] == true)
                #expect(try await cards.refund(payer, 100).code == "amountExceedsPayment")
                let closed = cards.stripe.dispute(
                    "closed", dispute, of: intent, 54500, status: isWon ? "won" : "lost")
                for event in [closed, closed, opened] { _ = try await cards.tell(event) }
                let after = try await cards.invoice(payer)
                #expect(after["balance"]?.integer == (isWon ? 0 : 54500))
                #expect(
                    try await cards.facts(payer)
                        == ["payment.settled", "payment.disputed", isWon ? "payment.settled" : "payment.refunded"])
                let last = try await cards.world.facts(of: payer.invoice).last
                #expect(last?.data["amount"]?.integer == (isWon ? 54500 : 0))
                #expect(last?.data["fullyRefunded"]?.bool == !isWon)
                let report = try await cards.world.send("GET", "/v1/reports/receivables", as: cards.world.staff)
                let mine = report.json["items"]?.array?.first { $0.text("invoiceId") == payer.invoice }
                #expect((mine == nil) == isWon)
                #expect(try await cards.world.expectBalancedLedger())
            }
        }
    }

    @Test("A dispute's end told of before its beginning, and a dispute before its payment, come to the same")
    func disputesInAnyOrder() async throws {
        try await CardWorld.run { cards in
            for (isWon, kept) in [(true, 54500), (false, 14500)] {
                let payer = try await cards.payer()
                let intent = try await cards.begin(payer).json.text("id")
                let dispute = "dp_early_\(isWon)"
                let paid = cards.stripe.pay(intent)
                let opened = cards.stripe.dispute("created", dispute, of: intent, 40000)
                let closed = cards.stripe.dispute(
                    "closed", dispute, of: intent, 40000, status: isWon ? "won" : "lost")
                for event in [closed, opened, paid, opened, closed] { _ = try await cards.tell(event) }
                #expect(try await cards.invoice(payer)["paid"]?.integer == kept)
                #expect(try await cards.world.expectBalancedLedger())
            }
        }
    }

    @Test("A payment made otherwise while a dispute was open is given back when the dispute is won")
    func wonAfterReplacement() async throws {
        try await CardWorld.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.pay(payer)
            _ = try await cards.tell(cards.stripe.dispute("created", "dp_r", of: intent, 54500))
            #expect(try await cards.world.pay(.string(payer.invoice), 54500).status == 201)
            _ = try await cards.tell(cards.stripe.dispute("closed", "dp_r", of: intent, 54500, status: "won"))
            let invoice = try await cards.invoice(payer)
            #expect(invoice["balance"] == 0 && invoice["paid"] == 54500)
            #expect(try await cards.world.expectBalancedLedger())
        }
    }
}

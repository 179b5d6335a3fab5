import DomainClock
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// E8: payments by card.
@Suite struct CardPaymentTests {
    @Test(.rule(.E8))
    func `an intent of the balance is made with Stripe's form, key and bearer token, and the payer gets its secret`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let begun = try await cards.begin(payer)
            #expect(begun.status == 201)
            #expect(begun.json["amount"] == 54500)
            #expect(begun.json["currency"] == "USD")
            #expect(begun.json["clientSecret"] == "pi_1000_secret_local")
            #expect(begun.json["status"] == "requires_payment_method")
            let seen = try #require(cards.stripe.seen.first)
            #expect(seen.method == "POST" && seen.target == "/v1/payment_intents")
            #expect(seen.form["amount"] == "54500" && seen.form["currency"] == "usd")
            #expect(seen.form["metadata[invoiceId]"] == payer.invoice)
            #expect(seen.authorization == "Bearer \(cards.stripe.secretKey)")
            #expect(seen.key?.isEmpty == false)
        }
    }

    @Test(.rule(.E8))
    func `requests that are repeated, concurrent or idempotent share one intent; another balance makes another`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            try await withThrowingTaskGroup(of: Reply.self) { group in
                for index in 0..<6 {
                    group.addTask {
                        try await cards.begin(payer, headers: index < 2 ? ["Idempotency-Key": "one"] : [:])
                    }
                }
                for try await reply in group { #expect(reply.json["id"] == "pi_1000") }
            }
            #expect(cards.stripe.intents.count == 1)
            _ = try await cards.fixture.pay(.string(payer.invoice), 500)
            #expect(try await cards.begin(payer).json["amount"] == 54000)
            #expect(cards.stripe.intents.count == 2)
        }
    }

    @Test(.rule(.E8))
    func `the payer, a coordinator or staff may start a card payment; a zero balance and no provider are refused`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let path = "/v1/invoices/\(payer.invoice)/payment-intents"
            #expect(try await cards.fixture.send("POST", path, as: Caller()).status == 404)
            #expect(try await cards.fixture.send("POST", path, as: Caller(roles: [.auditor])).status == 404)
            _ = try await cards.pay(payer)
            #expect(try await cards.begin(payer).code == "nothingDue")
        }
        let fixture = try await RegistrationFixture()
        let caller = Caller()
        let registered = try await fixture.register(caller, try await fixture.offering())
        let path = "/v1/invoices/\(registered.text("invoiceId"))/payment-intents"
        let reply = try await fixture.send("POST", path, as: caller)
        #expect(reply.status == 409 && reply.code == "cardPaymentsOff")
        let report = try await fixture.send(
            "POST", "/v1/webhooks/stripe", text: "{}", headers: ["Stripe-Signature": "t=1,v1=00"])
        #expect(report.status == 409 && report.code == "cardPaymentsOff")
    }

    @Test(
        .rule(.E8),
        arguments: [
            (
                StripeServer.Trouble.answer(
                    status: 402, type: "card_error", code: "card_declined", declineCode: "lost_card"), 409,
                "cardDeclined"
            ),
            (.answer(status: 400, type: "invalid_request_error", code: "amount_too_small"), 409, "cardPaymentRefused"),
            (.answer(status: 429, type: "rate_limit_error", retryAfter: 7), 503, "cardProviderBusy"),
            (.answer(status: 409, type: "idempotency_error"), 503, "cardProviderBusy"),
            (.answer(status: 500, type: "api_error"), 503, "cardProviderUnavailable"),
            (.answer(status: 401, type: "invalid_request_error"), 503, "cardProviderUnavailable"),
            (.silence, 503, "cardProviderUnavailable"), (.hangUp, 503, "cardProviderUnavailable"),
            (.hangUpAfterwards, 503, "cardProviderUnavailable"), (.garbage, 503, "cardProviderUnavailable"),
        ] as [(StripeServer.Trouble, Int, String)])
    func `each refusal and failure of the provider has its own code, and the next attempt succeeds`(
        trouble: StripeServer.Trouble, status: Int, code: String
    ) async throws {
        try await CardFixture.run(timeout: 1) { cards in
            let payer = try await cards.payer()
            cards.stripe.prepare(trouble)
            let reply = try await cards.begin(payer)
            #expect(reply.status == status)
            #expect(reply.code == code)
            #expect((reply.headers["Retry-After"] != nil) == (status == 503))
            if code == "cardDeclined" { #expect(reply.json["declineCode"] == "lost_card") }
            if case .answer(_, _, _, _, .some) = trouble { #expect(reply.headers["Retry-After"] == "7") }
            #expect(try await cards.begin(payer).status == 201)
            #expect(cards.stripe.intents.count == 1)
            #expect(try await cards.fixture.expectBalancedLedger())
        }
    }

    @Test(.rule(.E8))
    func `a payment counts once: its event twice, 20 times at once, and another event of the same intent`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let begun = try await cards.begin(payer)
            let event = cards.stripe.pay(begun.json.text("id"))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await cards.report(event).status } }
                for try await status in group { #expect(status == 200) }
            }
            _ = try await cards.report(cards.stripe.pay(begun.json.text("id")))
            let invoice = try await cards.invoice(payer)
            #expect(invoice["paid"] == 54500 && invoice["balance"] == 0)
            #expect(invoice["payments"]?.array?.count == 1)
            #expect(invoice["payments"]?[0]?["provider"] == "stripe")
            #expect(try await cards.facts(payer) == ["payment.settled"])
            #expect(cards.stripe.refunds.isEmpty)
        }
    }

    @Test
    func `a signature covers time and body and is at most 300 s old; one of several is enough, and v0 does not count`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let event = cards.stripe.pay(try await cards.begin(payer).json.text("id"))
            #expect(try await cards.report(event, secrets: ["whsec_other"]).code == "signatureInvalid")
            #expect(try await cards.report(event, secrets: []).status == 401)
            #expect(try await cards.report(event, age: 301).status == 401)
            #expect(try await cards.report(event, age: -301).status == 401)
            let body = String(decoding: event.serialised(), as: UTF8.self)
            let time = cards.fixture.clock.now.secondsSince1970
            let signature = StripeServer.signature(of: body, at: time)
            let other = body.replacing("54500", with: "54501")
            let changed = try await cards.fixture.send(
                "POST", "/v1/webhooks/stripe", text: other, headers: ["Stripe-Signature": signature])
            #expect(changed.status == 401)
            let later = signature.replacing("t=\(time)", with: "t=\(time + 1)")
            let moved = try await cards.fixture.send(
                "POST", "/v1/webhooks/stripe", text: body, headers: ["Stripe-Signature": later])
            #expect(moved.status == 401)
            #expect(try await cards.invoice(payer)["paid"] == 0)
            let both = ["whsec_retired", StripeServer.webhookSecret]
            #expect(try await cards.report(event, secrets: both, age: 299).status == 200)
            #expect(try await cards.invoice(payer)["paid"] == 54500)
        }
    }

    @Test(.rule(.E8))
    func `events that do not concern the service are accepted and ignored; another currency is not booked`()
        async throws
    {
        try await CardFixture.run { cards in
            let payer = try await cards.payer()
            let intent = try await cards.begin(payer).json.text("id")
            let events = [
                cards.stripe.event("customer.created", intent, object: [:]), cards.stripe.fail(intent),
                cards.stripe.pay("pi_of_a_shop"),
                cards.stripe.dispute("created", "dp_1", of: intent, 100, status: "warning_needs_response"),
                ["id": "evt_x"],
            ]
            for event in events {
                let reply = try await cards.report(event)
                #expect(reply.status == 200)
            }
            let euro: JSON = [
                "id": .string(intent), "amount": 54500, "amount_received": 54500, "currency": "eur",
            ]
            let reply = try await cards.report(cards.stripe.event("payment_intent.succeeded", intent, object: euro))
            #expect(reply.code == "currencyUnknown")
            #expect(try await cards.invoice(payer)["paid"] == 0)
            #expect(try await cards.facts(payer).isEmpty)
        }
    }
}

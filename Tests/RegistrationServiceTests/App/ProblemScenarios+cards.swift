import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// The refusals of cards and of prices by date, each provoked; the card provider is a local one.
extension CensusFixture {
    func refuseCards() async throws {
        let invoice = try await fixture.register(Caller(), try await fixture.offering()).text("invoiceId")
        try await refuse("cardPaymentsOff", "POST", "/v1/invoices/\(invoice)/payment-intents", as: fixture.staff)
        try await refuse(
            "cardPaymentsOff", "POST", "/v1/webhooks/stripe", ["id": "evt_1"],
            headers: ["Stripe-Signature": "t=1,v1=0"])
        try await CardFixture.run(timeout: 1) { cards in
            try await CensusFixture(fixture: cards.fixture, census: census).refusePayments(cards)
        }
    }

    private func refusePayments(_ cards: CardFixture) async throws {
        let payer = try await cards.payer()
        let begin = "/v1/invoices/\(payer.invoice)/payment-intents"
        for (code, trouble) in [
            ("cardDeclined", .answer(status: 402, type: "card_error", code: "card_declined")),
            ("cardPaymentRefused", .answer(status: 400, type: "invalid_request_error", code: "amount_too_small")),
            ("cardProviderBusy", .answer(status: 429, type: "rate_limit_error", retryAfter: 7)),
            ("cardProviderUnavailable", .hangUp),
        ] as [(String, StripeServer.Trouble)] {
            cards.stripe.prepare(trouble)
            try await refuse(code, "POST", begin, as: payer.caller)
        }
        let hook = "/v1/webhooks/stripe"
        let begun = try await cards.begin(payer).json.text("id")
        let euro: JSON = ["id": .string(begun), "amount": 54500, "amount_received": 54500, "currency": "eur"]
        census.expect(
            "currencyUnknown", "POST", hook,
            try await cards.report(cards.stripe.event("payment_intent.succeeded", begun, object: euro)))
        let paid = cards.stripe.pay(begun)
        census.expect("signatureInvalid", "POST", hook, try await cards.report(paid, secrets: ["whsec_other"]))
        _ = try await cards.report(paid)
        try await refuse("nothingDue", "POST", begin, as: payer.caller)
        _ = try await cards.refund(payer, 20000)
        let waiting = try #require(try await cards.orders().first)
        let sent = "/v1/refunds/\(waiting.text("id"))/sent"
        let check: JSON = ["reference": "2001", "sentOn": "2026-03-01"]
        cards.stripe.prepare(.answer(status: 500, type: "api_error"))
        try await cards.dispatch()
        try await refuse("refundUnderWay", "POST", sent, as: fixture.staff, check)
        try await cards.hurry()
        try await cards.dispatch()
        try await refuse("refundSent", "POST", sent, as: fixture.staff, check)
        let order = try #require(try await cards.orders().first)
        try await refuse("refundNotFailed", "POST", "/v1/refunds/\(order.text("id"))/retry", as: fixture.staff)
    }

    func refusePrices() async throws {
        let offering = try await fixture.offering()
        let whole: JSON = ["member": 100, "nonMember": 200]
        for subject in ["courses/basic-sro", "offerings/\(offering)"] {
            let path = "/v1/\(subject)/prices/"
            for (code, prices) in Self.priceFaults {
                try await refuse(code, "PUT", path + "2026-05-01", as: fixture.staff, prices)
            }
            try await refuse("datesPassed", "PUT", path + "2026-02-28", as: fixture.staff, whole)
        }
        _ = try await done(
            "POST", "/v1/offerings/\(offering)/cancellation", as: fixture.staff, ["reason": "It burnt down."])
        try await refuse(
            "offeringCancelled", "PUT", "/v1/offerings/\(offering)/prices/2026-05-01", as: fixture.staff, whole)
    }
}

import Contracts
import DomainClock
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import Security
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// E8: the reports of the payment provider.
@Suite struct WebhookTests {
    @Test(.rule(.E8)) func `an event of the provider counts once when it is sent twice, and 50 times in parallel`()
        async throws
    {
        let fixture = try await RegistrationFixture(pool: 8)
        let offering = try await fixture.offering()
        let registered = try await fixture.register(Caller(), offering)
        let invoice = registered["invoiceId"]
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await fixture.webhook(invoice).status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(try await fixture.webhook(invoice).status == 200)
        let paid = try await fixture.send("GET", "/v1/invoices/\(invoice?.string ?? "")", as: fixture.staff)
        #expect(paid.json["paid"] == 54500)
        #expect(paid.json["payments"]?.array?.count == 1)
        #expect(try await fixture.facts(of: invoice?.string ?? "").map(\.type) == ["payment.settled"])
        #expect(try await fixture.facts(of: offering).map(\.type).last == "seat.confirmed")
    }

    @Test func `a webhook needs the secret's signature over time and body, at most five minutes old`() async throws {
        let fixture = try await RegistrationFixture()
        let registered = try await fixture.register(Caller(), try await fixture.offering())
        let invoice = registered["invoiceId"]
        #expect(try await fixture.webhook(invoice, secret: Array("another secret".utf8)).code == "signatureInvalid")
        #expect(try await fixture.webhook(invoice, age: 301).status == 401)
        #expect(try await fixture.webhook(invoice, age: 299).status == 200)
        #expect(try await fixture.webhook(.string(InvoiceID.new().description)).status == 404)
        #expect(try await fixture.webhook(invoice, id: "evt-2", currency: "EUR").code == "currencyUnknown")
    }

    @Test func `a wrong or missing signature gets one answer, whatever the body and its type are`() async throws {
        let fixture = try await RegistrationFixture(settings: [
            "REGISTRATION_STRIPE_SECRET_KEY": "sk_test_unused",
            "REGISTRATION_STRIPE_WEBHOOK_SECRET": "a webhook's secret",
        ])
        for (path, name) in [
            ("/v1/webhooks/payments", "Muster-Signature"), ("/v1/webhooks/stripe", "Stripe-Signature"),
        ] {
            var answers: Set<JSON> = []
            for (text, type) in [
                ("{}", "application/json"), ("{", "application/json"), ("[1]", "application/json"), ("x", "text/odd"),
                ("{\"id\": \"evt-1\", \"currency\": \"EUR\"}", "application/json"),
            ] {
                let other = WebhookSignature.header(
                    for: Array(text.utf8), secret: Array("another secret".utf8), at: fixture.clock.now)
                for headers in [[name: other], [name: ""], [name: "t=1"], [:]] as [HTTPHeaders] {
                    let reply = try await fixture.send(
                        "POST", path + (text == "[1]" ? "?unknown=1" : ""), text: text, type: type, headers: headers)
                    #expect(reply.status == 401)
                    var answer = reply.json.object ?? [:]
                    answer["traceId"] = nil
                    answers.insert(JSON.object(answer))
                }
            }
            #expect(answers.count == 1, "\(answers)")
        }
    }

    @Test(.rule(.E8))
    func `reported refunds and disputes book at most what was paid; a failed payment changes nothing`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let registered = try await fixture.register(Caller(), try await fixture.offering())
        let invoice = registered["invoiceId"]
        _ = try await fixture.webhook(invoice, id: "evt-0", type: "payment.failed")
        _ = try await fixture.webhook(invoice)
        _ = try await fixture.webhook(invoice, id: "evt-2", type: "charge.refunded", amount: 10000)
        _ = try await fixture.webhook(invoice, id: "evt-3", type: "charge.disputed", amount: 90000)
        let after = try await fixture.send("GET", "/v1/invoices/\(invoice?.string ?? "")", as: fixture.staff)
        #expect(after.json["paid"] == 0)
        #expect(after.json["status"] == "open")
        #expect(
            try await fixture.facts(of: invoice?.string ?? "").map(\.type) == [
                "payment.settled", "payment.refunded", "payment.disputed",
            ])
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8))
    func `a payment reported after a cancellation is booked and refunded but for the fee, and grants nothing`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let caller = Caller()
        let registered = try await fixture.register(caller, try await fixture.offering())
        _ = try await fixture.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation", as: caller, [:])
        let invoice = registered["invoiceId"]
        #expect(try await fixture.webhook(invoice).status == 200)
        let after = try await fixture.send("GET", "/v1/invoices/\(invoice?.string ?? "")", as: caller)
        #expect(after.json["balance"] == 0)
        #expect(after.json["paid"] == 7500)
        let facts = try await fixture.facts(of: invoice?.string ?? "")
        #expect(facts.map(\.type) == ["payment.settled", "payment.refunded"])
        #expect(facts.first?.data["fullyPaid"] == false)
        #expect(facts.last?.data["amount"] == 47000)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8), arguments: [(54500, 0), (10000, 44500), (99900, 0)])
    func `a refund that is reported before its payment is booked when the payment is reported`(
        refunded: Int, paid: Int
    ) async throws {
        let fixture = try await RegistrationFixture()
        let registered = try await fixture.register(Caller(), try await fixture.offering())
        let invoice = registered["invoiceId"]
        let path = "/v1/invoices/\(invoice?.string ?? "")"
        for _ in 0..<2 {
            let reply = try await fixture.webhook(invoice, id: "evt-r", type: "charge.refunded", amount: refunded)
            #expect(reply.status == 200)
        }
        #expect(try await fixture.send("GET", path, as: fixture.staff).json["paid"] == 0)
        _ = try await fixture.webhook(invoice)
        #expect(try await fixture.send("GET", path, as: fixture.staff).json["paid"]?.integer == paid)
        let facts = try await fixture.facts(of: invoice?.string ?? "")
        #expect(facts.map(\.type) == ["payment.settled", "payment.refunded"])
        #expect(facts.last?.data["fullyRefunded"]?.bool == (paid == 0))
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8)) func `a second charge is refunded, and the registration stays confirmed`() async throws {
        let fixture = try await RegistrationFixture()
        let registered = try await fixture.register(Caller(), try await fixture.offering())
        _ = try await fixture.webhook(registered["invoiceId"], id: "evt-1")
        // Another event of the same payment is not a second payment.
        _ = try await fixture.webhook(registered["invoiceId"], id: "evt-2")
        let path = "/v1/invoices/\(registered["invoiceId"]?.string ?? "")"
        #expect(try await fixture.send("GET", path, as: fixture.staff).json["payments"]?.array?.count == 1)
        _ = try await fixture.webhook(registered["invoiceId"], id: "evt-3", reference: "pi-2")
        let invoice = try await fixture.send("GET", path, as: fixture.staff)
        #expect(invoice.json["payments"]?.array?.count == 2)
        #expect(invoice.json["paid"] == 54500)
        #expect(invoice.json["balance"] == 0)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8))
    func `a refund by the office counts once when it is reported too, and a larger report books the difference`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let registered = try await fixture.register(Caller(), try await fixture.offering())
        let invoice = registered["invoiceId"]
        let path = "/v1/invoices/\(invoice?.string ?? "")"
        _ = try await fixture.webhook(invoice)
        let paid = try await fixture.send("GET", path, as: fixture.staff)
        let payment = paid.json["payments"]?.array?.first?["id"]?.string ?? ""
        let refunded = try await fixture.send(
            "POST", "/v1/payments/\(payment)/refunds", as: fixture.staff, ["amount": 10000, "reason": "goodwill"])
        #expect(refunded.status == 201, "\(refunded.text)")
        for (id, amount) in [("evt-r1", 4000), ("evt-r1", 4000), ("evt-r2", 6000)] {
            let reply = try await fixture.webhook(invoice, id: id, type: "charge.refunded", amount: amount)
            #expect(reply.status == 200)
            #expect(try await fixture.send("GET", path, as: fixture.staff).json["paid"] == 44500)
        }
        _ = try await fixture.webhook(invoice, id: "evt-r3", type: "charge.refunded", amount: 500)
        #expect(try await fixture.send("GET", path, as: fixture.staff).json["paid"] == 44000)
        let facts = try await fixture.facts(of: invoice?.string ?? "")
        #expect(facts.map(\.type) == ["payment.settled", "payment.refunded", "payment.refunded"])
        #expect(facts.last?.data["amount"] == 500)
        #expect(try await fixture.expectBalancedLedger())
    }
}

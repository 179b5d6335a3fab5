import Contracts
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import Security
import ServiceKit
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Money over HTTP")
struct MoneyTests {
    func webhook(
        _ world: RegistrationWorld, _ invoice: JSON?, id: String = "evt-1", type: String = "payment.succeeded",
        amount: Int = 54500, currency: String = "USD", reference: String = "pi-1",
        secret: [UInt8] = RegistrationWorld.secret, age: Int = 0
    ) async throws -> Reply {
        let body: JSON = [
            "id": .string(id), "type": .string(type), "invoiceId": invoice ?? .null, "amount": .integer(amount),
            "currency": .string(currency), "reference": .string(reference),
        ]
        let text = String(decoding: body.serialised(), as: UTF8.self)
        let header = WebhookSignature.header(
            for: Array(text.utf8), secret: secret, at: world.clock.now.adding(seconds: -age))
        return try await world.send(
            "POST", "/v1/webhooks/payments", text: text, headers: ["Muster-Signature": header])
    }

    @Test("E8: the provider's webhook counts once, twice in a row and 50 times in parallel")
    func webhookOnce() async throws {
        let world = try await RegistrationWorld(pool: 8)
        let offering = try await world.offering()
        let registered = try await world.register(Caller(), offering)
        let invoice = registered["invoiceId"]
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await webhook(world, invoice).status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(try await webhook(world, invoice).status == 200)
        let paid = try await world.send("GET", "/v1/invoices/\(invoice?.string ?? "")", as: world.staff)
        #expect(paid.json["paid"] == 54500)
        #expect(paid.json["payments"]?.array?.count == 1)
        #expect(try await world.facts(of: invoice?.string ?? "").map(\.type) == ["payment.settled"])
        #expect(try await world.facts(of: offering).map(\.type).last == "seat.confirmed")
    }

    @Test("A webhook needs the secret's signature over time and body, not older than five minutes")
    func signature() async throws {
        let world = try await RegistrationWorld()
        let registered = try await world.register(Caller(), try await world.offering())
        let invoice = registered["invoiceId"]
        #expect(try await webhook(world, invoice, secret: Array("another secret".utf8)).code == "signatureInvalid")
        #expect(try await webhook(world, invoice, age: 301).status == 401)
        #expect(try await webhook(world, invoice, age: 299).status == 200)
        #expect(try await webhook(world, .string(InvoiceID.new().description)).status == 404)
        #expect(try await webhook(world, invoice, id: "evt-2", currency: "EUR").code == "currencyUnknown")
    }

    @Test("A wrong signature, or none, gets one answer, whatever the body and its type are")
    func signatureFirst() async throws {
        let world = try await RegistrationWorld(stripeSecret: SecretBytes(RegistrationWorld.secret))
        for (path, name) in [
            ("/v1/webhooks/payments", "Muster-Signature"), ("/v1/webhooks/stripe", "Stripe-Signature"),
        ] {
            var answers: Set<JSON> = []
            for (text, type) in [
                ("{}", "application/json"), ("{", "application/json"), ("[1]", "application/json"), ("x", "text/odd"),
                ("{\"id\": \"evt-1\", \"currency\": \"EUR\"}", "application/json"),
            ] {
                let other = WebhookSignature.header(
                    for: Array(text.utf8), secret: Array("another secret".utf8), at: world.clock.now)
                for headers in [[name: other], [name: ""], [name: "t=1"], [:]] as [HTTPHeaders] {
                    let reply = try await world.send(
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

    @Test(
        "E8: refunds and chargebacks by webhook take back what is there, never more; a failed payment changes nothing")
    func providerRefund() async throws {
        let world = try await RegistrationWorld()
        let registered = try await world.register(Caller(), try await world.offering())
        let invoice = registered["invoiceId"]
        _ = try await webhook(world, invoice, id: "evt-0", type: "payment.failed")
        _ = try await webhook(world, invoice)
        _ = try await webhook(world, invoice, id: "evt-2", type: "charge.refunded", amount: 10000)
        _ = try await webhook(world, invoice, id: "evt-3", type: "charge.disputed", amount: 90000)
        let after = try await world.send("GET", "/v1/invoices/\(invoice?.string ?? "")", as: world.staff)
        #expect(after.json["paid"] == 0)
        #expect(after.json["status"] == "open")
        #expect(
            try await world.facts(of: invoice?.string ?? "").map(\.type) == [
                "payment.settled", "payment.refunded", "payment.disputed",
            ])
        #expect(try await world.expectBalancedLedger())
    }

    @Test("Payment webhook after a cancellation: booked, all but the fee given back, and no rate is called paid")
    func paymentAfterCancellation() async throws {
        let world = try await RegistrationWorld()
        let caller = Caller()
        let registered = try await world.register(caller, try await world.offering())
        _ = try await world.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation", as: caller, [:])
        let invoice = registered["invoiceId"]
        #expect(try await webhook(world, invoice).status == 200)
        let after = try await world.send("GET", "/v1/invoices/\(invoice?.string ?? "")", as: caller)
        #expect(after.json["balance"] == 0)
        #expect(after.json["paid"] == 7500)
        let facts = try await world.facts(of: invoice?.string ?? "")
        #expect(facts.map(\.type) == ["payment.settled", "payment.refunded"])
        #expect(facts.first?.data["fullyPaid"] == false)
        #expect(facts.last?.data["amount"] == 47000)
        #expect(try await world.expectBalancedLedger())
    }

    @Test(
        "E8: a refund that is told of before its payment takes back what it says when the payment comes",
        arguments: [(54500, 0), (10000, 44500), (99900, 0)])
    func refundFirst(refunded: Int, kept: Int) async throws {
        let world = try await RegistrationWorld()
        let registered = try await world.register(Caller(), try await world.offering())
        let invoice = registered["invoiceId"]
        let path = "/v1/invoices/\(invoice?.string ?? "")"
        for _ in 0..<2 {
            let told = try await webhook(world, invoice, id: "evt-r", type: "charge.refunded", amount: refunded)
            #expect(told.status == 200)
        }
        #expect(try await world.send("GET", path, as: world.staff).json["paid"] == 0)
        _ = try await webhook(world, invoice)
        #expect(try await world.send("GET", path, as: world.staff).json["paid"]?.integer == kept)
        let facts = try await world.facts(of: invoice?.string ?? "")
        #expect(facts.map(\.type) == ["payment.settled", "payment.refunded"])
        #expect(facts.last?.data["fullyRefunded"]?.bool == (kept == 0))
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E8: what was charged twice is given back, and the registration stays confirmed")
    func chargedTwice() async throws {
        let world = try await RegistrationWorld()
        let registered = try await world.register(Caller(), try await world.offering())
        _ = try await webhook(world, registered["invoiceId"], id: "evt-1")
        // The same payment told of in another event is no second one.
        _ = try await webhook(world, registered["invoiceId"], id: "evt-2")
        let path = "/v1/invoices/\(registered["invoiceId"]?.string ?? "")"
        #expect(try await world.send("GET", path, as: world.staff).json["payments"]?.array?.count == 1)
        _ = try await webhook(world, registered["invoiceId"], id: "evt-3", reference: "pi-2")
        let invoice = try await world.send("GET", path, as: world.staff)
        #expect(invoice.json["payments"]?.array?.count == 2)
        #expect(invoice.json["paid"] == 54500)
        #expect(invoice.json["balance"] == 0)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("D5: a paid registration that is cancelled in time costs 75.00 and gives the rest back")
    func cancellation() async throws {
        let world = try await RegistrationWorld()
        let caller = Caller()
        let registered = try await world.register(caller, try await world.offering())
        _ = try await world.pay(registered["invoiceId"], 54500)
        let cancelled = try await world.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation", as: caller, [:])
        #expect(cancelled.json["refund"] == 47000)
        #expect(cancelled.json["fees"]?[0]?["code"] == "cancellationFee")
        #expect(cancelled.json["fees"]?[0]?["amount"] == 7500)
        let twice = try await world.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation", as: caller, [:])
        #expect(twice.code == "registrationStatus")
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E8: payments beyond the balance and refunds beyond the payment are refused")
    func bounds() async throws {
        let world = try await RegistrationWorld()
        let registered = try await world.register(Caller(), try await world.offering())
        #expect(try await world.pay(registered["invoiceId"], 54501).code == "amountExceedsBalance")
        let paid = try await world.pay(registered["invoiceId"], 54500)
        let payment = paid.json["paymentId"]?.string ?? ""
        func refund(_ amount: Int) async throws -> Reply {
            try await world.send(
                "POST", "/v1/payments/\(payment)/refunds", as: world.staff,
                ["amount": .integer(amount), "reason": "Asked for it."])
        }
        #expect(try await refund(54501).code == "amountExceedsPayment")
        #expect(try await refund(54500).json["invoice"]?["paid"] == 0)
        #expect(
            try await world.send("GET", "/v1/invoices/\(registered["invoiceId"]?.string ?? "")", as: Caller()).status
                == 404)
        let ledger = try await world.send("GET", "/v1/reports/ledger", as: Caller(roles: [.auditor]))
        #expect(ledger.json["balance"] == 0)
        #expect(try await world.send("GET", "/v1/reports/ledger", as: Caller()).status == 403)
    }

    @Test(
        "E8: an invoice gets its number when its document is first issued, the year's next without gaps, and keeps it")
    func document() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        var numbers: [JSON?] = []
        for _ in 0..<2 {
            let caller = Caller()
            try await world.know(caller.person, email: "\(caller.person)@example.org")
            let registered = try await world.register(caller, offering, more: ["purchaseOrder": "PO 4711"])
            _ = try await world.pay(registered["invoiceId"], 500)
            let path = "/v1/invoices/\(registered["invoiceId"]?.string ?? "")"
            #expect(try await world.send("GET", path, as: caller).json["number"] == .null)
            for _ in 0..<2 {
                let pdf = try await world.send("GET", path, as: caller, headers: ["Accept": "application/pdf"])
                #expect(pdf.status == 200)
                #expect(pdf.text.hasPrefix("%PDF-"))
            }
            numbers.append(try await world.send("GET", path, as: caller).json["number"])
        }
        #expect(numbers == ["2026-000001", "2026-000002"])
    }

    @Test("E1: members pay the member rate by the events that have come; nothing known is no membership")
    func memberRate() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let member = Caller()
        try await world.know(member.person, memberFrom: "2026-03-01", to: "2027-02-28")
        let lapsed = Caller()
        try await world.know(lapsed.person, memberFrom: "2025-01-01", to: "2026-02-28")
        #expect(try await world.register(member, offering)["rateCategory"] == "member")
        #expect(try await world.register(lapsed, offering)["rateCategory"] == "nonMember")
        #expect(try await world.register(Caller(), offering)["rateCategory"] == "nonMember")
    }

    @Test("E1: a term granted before the registration whose event comes later is credited once, by its own line")
    func lateMembership() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let caller = Caller()
        let registered = try await world.register(caller, offering)
        let handlers = RegistrationHandlers(store: world.store, now: { world.clock.now })
        func granted(at time: Instant, for registration: RegistrationID? = nil) async throws {
            try await world.store.journal.update { unit in
                var term = MembershipChange.individual(from: "2026-01-01", to: "2026-12-31")
                term.cause = registration == nil ? .purchase : .ratePaid
                term.registrationId = registration
                try await handlers.correct(term, of: caller.person, grantedAt: time, in: unit)
            }
        }
        let path = "/v1/registrations/\(registered["id"]?.string ?? "")"
        // Granted after the registration, and the free term for its own payment: nothing changes.
        try await granted(at: world.clock.now.adding(seconds: 61))
        try await granted(at: world.clock.now, for: registered["id"]?.string.flatMap(RegistrationID.init))
        #expect(try await world.send("GET", path, as: caller).json["total"] == 54500)
        // Accounts' clock may be a little ahead.
        try await granted(at: world.clock.now.adding(microseconds: 4000))
        try await granted(at: world.clock.now.adding(seconds: -60))
        let corrected = try await world.send("GET", path, as: caller)
        #expect(corrected.json["total"] == 49500)
        #expect(corrected.json["rateCategory"] == "member")
        #expect(
            corrected.json["lines"]?.array?.compactMap { $0["code"]?.string } == [
                "nonMemberRate", "membershipCorrection",
            ])
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E1, B4: a correction of a paid price gives the difference back, in a fact that tells the rate as it is now")
    func correctedAfterPayment() async throws {
        let world = try await RegistrationWorld()
        let caller = Caller()
        let registered = try await world.register(caller, try await world.offering())
        _ = try await world.pay(registered["invoiceId"], 54500)
        let handlers = RegistrationHandlers(store: world.store, now: { world.clock.now })
        try await world.store.journal.update { unit in
            try await handlers.correct(
                .individual(from: "2026-01-01", to: "2026-12-31"), of: caller.person,
                grantedAt: world.clock.now.adding(seconds: -60), in: unit)
        }
        let invoice = try await world.send(
            "GET", "/v1/invoices/\(registered["invoiceId"]?.string ?? "")", as: caller)
        #expect(invoice.json["paid"] == 49500)
        #expect(invoice.json["balance"] == 0)
        let fact = try await world.facts(of: registered["invoiceId"]?.string ?? "").last
        #expect(fact?.type == "payment.refunded")
        #expect(fact?.data["amount"] == 5000)
        #expect(fact?.data["rateCategory"] == "member")
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E8: the ledger balances after a random run over many registrations")
    func randomRun() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 12)
        var random = SystemRandomNumberGenerator()
        var registrations: [(Caller, JSON)] = []
        for step in 0..<60 {
            switch (Int.random(in: 0..<6, using: &random), registrations.randomElement(using: &random)) {
            case (0..<2, _), (_, nil):
                let caller = Caller()
                let body: JSON = ["offeringId": .string(offering), "waitlist": .bool(step % 2 == 0)]
                let reply = try await world.send("POST", "/v1/registrations", as: caller, body)
                if reply.status == 201 { registrations.append((caller, reply.json)) }
            case (2, let (caller, registration)?):
                _ = try await world.send(
                    "POST", "/v1/registrations/\(registration["id"]?.string ?? "")/cancellation", as: caller, [:])
            case (3, let (_, registration)?):
                _ = try await webhook(
                    world, registration["invoiceId"], id: "evt-\(step)", amount: Int.random(in: 1...60000))
            case (4, let (_, registration)?):
                _ = try await webhook(
                    world, registration["invoiceId"], id: "evt-\(step)", type: "charge.refunded",
                    amount: Int.random(in: 1...60000))
            case (_, let (_, registration)?):
                _ = try await world.pay(registration["invoiceId"], Int.random(in: 1...54500))
            }
        }
        #expect(try await world.expectBalancedLedger())
        let rows = try await world.database.query(
            """
            SELECT seats_taken, (SELECT count(*) FROM registration WHERE offering_id = offering.id
                AND status IN ('pendingPayment', 'confirmed', 'offered')) FROM offering
            """)
        let (taken, held) = try #require(try rows.first?.decode((Int, Int).self))
        #expect(taken == held)
    }
}

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

/// Payments, refunds and invoice numbers over HTTP.
@Suite struct MoneyTests {
    @Test(.rule(.E8)) func `D5: a paid registration that is cancelled in time costs 75.00, and the rest is refunded`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let caller = Caller()
        let registered = try await fixture.register(caller, try await fixture.offering())
        _ = try await fixture.pay(registered["invoiceId"], 54500)
        let cancelled = try await fixture.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation", as: caller, [:])
        #expect(cancelled.json["refund"] == 47000)
        #expect(cancelled.json["fees"]?[0]?["code"] == "cancellationFee")
        #expect(cancelled.json["fees"]?[0]?["amount"] == 7500)
        let twice = try await fixture.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation", as: caller, [:])
        #expect(twice.code == "registrationStatus")
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8)) func `payments beyond the balance and refunds beyond the payment are refused`() async throws {
        let fixture = try await RegistrationFixture()
        let registered = try await fixture.register(Caller(), try await fixture.offering())
        #expect(try await fixture.pay(registered["invoiceId"], 54501).code == "amountExceedsBalance")
        let paid = try await fixture.pay(registered["invoiceId"], 54500)
        let payment = paid.json["paymentId"]?.string ?? ""
        func refund(_ amount: Int) async throws -> Reply {
            try await fixture.send(
                "POST", "/v1/payments/\(payment)/refunds", as: fixture.staff,
                ["amount": .integer(amount), "reason": "Asked for it."])
        }
        #expect(try await refund(54501).code == "amountExceedsPayment")
        #expect(try await refund(54500).json["invoice"]?["paid"] == 0)
        #expect(
            try await fixture.send("GET", "/v1/invoices/\(registered["invoiceId"]?.string ?? "")", as: Caller()).status
                == 404)
        let ledger = try await fixture.send("GET", "/v1/reports/ledger", as: Caller(roles: [.auditor]))
        #expect(ledger.json["balance"] == 0)
        #expect(try await fixture.send("GET", "/v1/reports/ledger", as: Caller()).status == 403)
    }

    @Test(.rule(.E8))
    func `an invoice gets the next number of the year when its document is first issued, and keeps it`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        var numbers: [JSON?] = []
        for _ in 0..<2 {
            let caller = Caller()
            try await fixture.know(caller.person, email: "\(caller.person)@example.org")
            let registered = try await fixture.register(caller, offering, more: ["purchaseOrder": "PO 4711"])
            _ = try await fixture.pay(registered["invoiceId"], 500)
            let path = "/v1/invoices/\(registered["invoiceId"]?.string ?? "")"
            #expect(try await fixture.send("GET", path, as: caller).json["number"] == .null)
            for _ in 0..<2 {
                let pdf = try await fixture.send("GET", path, as: caller, headers: ["Accept": "application/pdf"])
                #expect(pdf.status == 200)
                #expect(pdf.text.hasPrefix("%PDF-"))
            }
            numbers.append(try await fixture.send("GET", path, as: caller).json["number"])
        }
        #expect(numbers == ["2026-000001", "2026-000002"])
    }

    @Test(.rule(.E8)) func `the ledger balances after a random run over many registrations`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 12)
        var random = SystemRandomNumberGenerator()
        var registrations: [(Caller, JSON)] = []
        for step in 0..<60 {
            switch (Int.random(in: 0..<6, using: &random), registrations.randomElement(using: &random)) {
            case (0..<2, _), (_, nil):
                let caller = Caller()
                let body: JSON = ["offeringId": .string(offering), "waitlist": .bool(step % 2 == 0)]
                let reply = try await fixture.send("POST", "/v1/registrations", as: caller, body)
                if reply.status == 201 { registrations.append((caller, reply.json)) }
            case (2, let (caller, registration)?):
                _ = try await fixture.send(
                    "POST", "/v1/registrations/\(registration["id"]?.string ?? "")/cancellation", as: caller, [:])
            case (3, let (_, registration)?):
                _ = try await fixture.webhook(
                    registration["invoiceId"], id: "evt-\(step)", amount: Int.random(in: 1...60000))
            case (4, let (_, registration)?):
                _ = try await fixture.webhook(
                    registration["invoiceId"], id: "evt-\(step)", type: "charge.refunded",
                    amount: Int.random(in: 1...60000))
            case (_, let (_, registration)?):
                _ = try await fixture.pay(registration["invoiceId"], Int.random(in: 1...54500))
            }
        }
        #expect(try await fixture.expectBalancedLedger())
        let rows = try await fixture.database.query(
            """
            SELECT seats_taken, (SELECT count(*) FROM registration WHERE offering_id = offering.id
                AND status IN ('pendingPayment', 'confirmed', 'offered')) FROM offering
            """)
        let (taken, held) = try #require(try rows.first?.decode((Int, Int).self))
        #expect(taken == held)
    }

    @Test(.rule(.E8))
    func `staff cannot book a payment or a refund on their own invoice; an administrator can`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let registered = try await fixture.register(fixture.staff, try await fixture.offering())
        let invoice = registered["invoiceId"]
        let path = "/v1/invoices/\(invoice?.string ?? "")"
        let own = try await fixture.send(
            "POST", path + "/payments", as: fixture.staff, ["method": "check", "amount": 54500, "reference": "1"])
        #expect(own.status == 409 && own.code == "ownInvoice", "\(own.text)")
        let colleague = Caller(roles: [.staff])
        let paid = try await fixture.send(
            "POST", path + "/payments", as: colleague, ["method": "check", "amount": 54500, "reference": "1"])
        #expect(paid.status == 201, "\(paid.text)")
        let refund = "/v1/payments/\(paid.json["paymentId"]?.string ?? "")/refunds"
        let back: JSON = ["amount": 100, "reason": "mine"]
        #expect(try await fixture.send("POST", refund, as: fixture.staff, back).code == "ownInvoice")
        #expect(try await fixture.send("POST", refund, as: colleague, back).status == 201)
        let administrator = Caller(person: fixture.staff.person, roles: [.admin])
        #expect(try await fixture.send("POST", refund, as: administrator, back).status == 201)
    }
}

import HTTP
import JSONTree
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// E8: the refunds that the office sends by hand.
@Suite struct RefundListTests {
    private static func list(_ fixture: RegistrationFixture, _ status: String = "toSend") async throws -> [JSON] {
        let reply = try await fixture.send("GET", "/v1/refunds?status=\(status)", as: Caller(roles: [.auditor]))
        guard reply.status == 200 else { throw UnexpectedReply(reply) }
        return reply.json["items"]?.array ?? []
    }

    /// Registers a person, pays by a card whose provider only reports, and refunds a part.
    private static func refundOfCard(_ amount: Int) async throws -> (RegistrationFixture, invoice: JSON) {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.register(Caller(), try await fixture.offering()).text("invoiceId")
        _ = try await fixture.webhook(.string(id))
        let paid = try await fixture.send("GET", "/v1/invoices/\(id)", as: fixture.staff).json
        _ = try await fixture.send(
            "POST", "/v1/payments/\(paid["payments"]?[0]?.text("id") ?? "")/refunds", as: fixture.staff,
            ["amount": .integer(amount), "reason": "Asked for it."])
        return (fixture, .string(id))
    }

    @Test(.rule(.E8)) func `refunds are listed in order until they are sent, and keep who sent them, how and when`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let (leaver, other) = (Caller(), Caller())
        for (caller, method) in [(leaver, "purchaseOrder"), (other, "check")] {
            let registered = try await fixture.register(caller, offering)
            _ = try await fixture.send(
                "POST", "/v1/invoices/\(registered.text("invoiceId"))/payments", as: fixture.staff,
                ["method": .string(method), "amount": 54500, "reference": "1001"])
            _ = try await fixture.send(
                "POST", "/v1/registrations/\(registered.text("id"))/cancellation", as: caller, [:])
        }
        let items = try await Self.list(fixture)
        #expect(items.map { $0["amount"] } == [47000, 47000])
        #expect(items.map { $0["method"] } == ["purchaseOrder", "check"])
        #expect(items[0]["personId"]?.string == leaver.person.description)
        #expect(items[0]["paymentReference"] == "1001")
        #expect(items[0]["reason"] == "cancellation")
        let ledger = try await fixture.send("GET", "/v1/reports/ledger", as: fixture.staff).json

        let path = "/v1/refunds/\(items[1].text("id"))/sent"
        let check: JSON = ["reference": "2001", "sentOn": "2026-03-01"]
        #expect(try await fixture.send("POST", path, as: other, check).status == 403)
        #expect(try await fixture.send("POST", path, as: Caller(roles: [.auditor]), check).status == 403)
        let first = try await fixture.send("POST", path, as: fixture.staff, check, headers: ["Idempotency-Key": "a"])
        #expect(first.json["status"] == "done")
        #expect(first.json["sent"]?["sentBy"]?.string == fixture.staff.person.description)
        #expect(first.json["sent"]?["sentOn"] == "2026-03-01")
        #expect(first.json["sent"]?["reference"] == "2001")
        #expect(first.json["version"] == 2)
        for headers in [["Idempotency-Key": "a"], [:]] as [HTTPHeaders] {
            let again = try await fixture.send("POST", path, as: fixture.staff, check, headers: headers)
            #expect(again.json == first.json)
        }
        let wrong: JSON = ["reference": "2002", "sentOn": "2026-03-01"]
        #expect(try await fixture.send("POST", path, as: fixture.staff, wrong).code == "refundSent")
        #expect(try await Self.list(fixture).map { $0["id"] } == [items[0]["id"]])
        #expect(try await Self.list(fixture, "done").map { $0["id"] } == [items[1]["id"]])
        // Sent by the payment's method: the ledger had booked it already.
        #expect(try await fixture.send("GET", "/v1/reports/ledger", as: fixture.staff).json == ledger)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8)) func `a card refund of a provider that only reports is done when it is reported`() async throws {
        let (fixture, invoice) = try await Self.refundOfCard(20000)
        #expect(try await Self.list(fixture).map { $0["amount"] } == [20000])
        _ = try await fixture.webhook(invoice, id: "evt-2", type: "charge.refunded", amount: 15000)
        #expect(try await Self.list(fixture).count == 1)
        _ = try await fixture.webhook(invoice, id: "evt-3", type: "charge.refunded", amount: 5000)
        #expect(try await Self.list(fixture).isEmpty)
        #expect(try await Self.list(fixture, "done").count == 1)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8))
    func `of a refund reported in part the rest is sent and booked, and a later report is a new refund`()
        async throws
    {
        let (fixture, invoice) = try await Self.refundOfCard(10000)
        #expect(try await Self.list(fixture).map { $0["left"] } == [10000])
        _ = try await fixture.webhook(invoice, id: "evt-2", type: "charge.refunded", amount: 4000)
        let refund = try #require(try await Self.list(fixture).first)
        #expect(refund["amount"] == 10000 && refund["left"] == 6000)
        let sent = try await fixture.send(
            "POST", "/v1/refunds/\(refund.text("id"))/sent", as: fixture.staff,
            ["reference": "2001", "sentOn": "2026-03-01", "method": "check"])
        #expect(sent.json["status"] == "done" && sent.json["left"] == 0)
        #expect(try await fixture.cash(.cashCard) == 50500)
        #expect(try await fixture.cash(.cashCheck) == -6000)
        // Another refund of the money that the provider still has.
        _ = try await fixture.webhook(invoice, id: "evt-3", type: "charge.refunded", amount: 6000)
        #expect(
            try await fixture.send("GET", "/v1/invoices/\(invoice.string ?? "")", as: fixture.staff).json["paid"]
                == 38500)
        #expect(try await Self.list(fixture, "done").map { $0["amount"] } == [10000, 6000])
        #expect(try await fixture.cash(.cashCard) == 44500)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8))
    func `staff cannot record a refund of their own, before its day, or by purchase order`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let registered = try await fixture.register(fixture.staff, try await fixture.offering())
        let colleague = Caller(roles: [.staff])
        let paid = try await fixture.send(
            "POST", "/v1/invoices/\(registered.text("invoiceId"))/payments", as: colleague,
            ["method": "purchaseOrder", "amount": 54500, "reference": "PO 7"])
        _ = try await fixture.send(
            "POST", "/v1/payments/\(paid.json.text("paymentId"))/refunds", as: colleague,
            ["amount": 10000, "reason": "Asked for it."])
        let path = "/v1/refunds/\(try await Self.list(fixture).first?.text("id") ?? "")/sent"
        func send(_ by: Caller, on day: JSON = "2026-03-01", _ method: JSON? = nil) async throws -> Reply {
            var body: [String: JSON] = ["reference": "2001", "sentOn": day]
            body["method"] = method
            return try await fixture.send("POST", path, as: by, .object(body))
        }
        #expect(try await send(fixture.staff).code == "ownInvoice")
        #expect(try await send(colleague, on: "2026-02-28").code == "sentBeforeRefund")
        #expect(try await send(colleague, "purchaseOrder").code == "invalid")
        #expect(try await Self.list(fixture).count == 1)
        let sent = try await send(colleague)
        #expect(sent.json["sent"]?["method"] == "check")
        #expect(try await fixture.cash(.cashPurchaseOrder) == 54500)
        #expect(try await fixture.cash(.cashCheck) == -10000)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8)) func `a refund shows that a bank may hold back the same money`() async throws {
        let (fixture, invoice) = try await Self.refundOfCard(20000)
        #expect(try await Self.list(fixture).map { $0["disputed"] } == [false])
        _ = try await fixture.webhook(invoice, id: "evt-2", type: "charge.disputed", amount: 54500)
        #expect(try await Self.list(fixture).map { $0["disputed"] } == [true])
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8))
    func `a refund sent by check and reported at the same moment is booked on the right account in either order`()
        async throws
    {
        let fixture = try await RegistrationFixture(pool: 8)
        let offering = try await fixture.offering(capacity: 12)
        var paid: [JSON] = []
        for index in 0..<12 {
            let invoice = try await fixture.register(Caller(), offering)["invoiceId"]
            let reference = "pi-\(index)"
            _ = try await fixture.webhook(invoice, id: "evt-\(index)", reference: reference)
            let path = "/v1/invoices/\(invoice?.string ?? "")"
            let payment = try await fixture.send("GET", path, as: fixture.staff).json["payments"]?[0]?.text("id") ?? ""
            _ = try await fixture.send(
                "POST", "/v1/payments/\(payment)/refunds", as: fixture.staff,
                ["amount": 10000, "reason": "Asked for it."])
            paid.append(["invoice": invoice ?? .null, "reference": .string(reference)])
        }
        let refunds = try await Self.list(fixture)
        #expect(refunds.count == 12)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, payment) in paid.enumerated() {
                group.addTask {
                    try await fixture.webhook(
                        payment["invoice"], id: "evt-r\(index)", type: "charge.refunded", amount: 4000,
                        reference: payment.text("reference")
                    ).status
                }
                let id = refunds[index].text("id")
                group.addTask {
                    try await fixture.send(
                        "POST", "/v1/refunds/\(id)/sent", as: fixture.staff,
                        ["reference": "2001", "sentOn": "2026-03-01", "method": "check"]
                    ).status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
        #expect(try await Self.list(fixture).isEmpty)
        // The provider refunded 40.00 of each. Checks were sent for the rest, or for all of it if they came first.
        #expect(try await fixture.cash(.cashCard) == 12 * (54500 - 4000))
        #expect(try await fixture.expectBalancedLedger())
    }
}

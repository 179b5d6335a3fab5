import HTTP
import JSONTree
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

@Suite("E8: the refunds that the office sends by hand")
struct RefundListTests {
    private static func list(_ world: RegistrationWorld, _ status: String = "toSend") async throws -> [JSON] {
        let reply = try await world.send("GET", "/v1/refunds?status=\(status)", as: Caller(roles: [.auditor]))
        guard reply.status == 200 else { throw Unexpected(reply) }
        return reply.json["items"]?.array ?? []
    }

    /// A seat paid by a card whose provider only tells what happened, of which the office gives something back.
    private static func refundOfCard(_ amount: Int) async throws -> (RegistrationWorld, invoice: JSON) {
        let world = try await RegistrationWorld()
        let id = try await world.register(Caller(), try await world.offering()).text("invoiceId")
        _ = try await MoneyTests().webhook(world, .string(id))
        let paid = try await world.send("GET", "/v1/invoices/\(id)", as: world.staff).json
        _ = try await world.send(
            "POST", "/v1/payments/\(paid["payments"]?[0]?.text("id") ?? "")/refunds", as: world.staff,
            ["amount": .integer(amount), "reason": "Asked for it."])
        return (world, .string(id))
    }

    @Test("Each stands in the list until it was sent, in order, and who sent it, how and when stays with it")
    func sent() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let (leaver, other) = (Caller(), Caller())
        for (caller, method) in [(leaver, "purchaseOrder"), (other, "check")] {
            let registered = try await world.register(caller, offering)
            _ = try await world.send(
                "POST", "/v1/invoices/\(registered.text("invoiceId"))/payments", as: world.staff,
                ["method": .string(method), "amount": 54500, "reference": "1001"])
            _ = try await world.send(
                "POST", "/v1/registrations/\(registered.text("id"))/cancellation", as: caller, [:])
        }
        let items = try await Self.list(world)
        #expect(items.map { $0["amount"] } == [47000, 47000])
        #expect(items.map { $0["method"] } == ["purchaseOrder", "check"])
        #expect(items[0]["personId"]?.string == leaver.person.description)
        #expect(items[0]["paymentReference"] == "1001")
        #expect(items[0]["reason"] == "cancellation")
        let ledger = try await world.send("GET", "/v1/reports/ledger", as: world.staff).json

        let path = "/v1/refunds/\(items[1].text("id"))/sent"
        let check: JSON = ["reference": "2001", "sentOn": "2026-03-01"]
        #expect(try await world.send("POST", path, as: other, check).status == 403)
        #expect(try await world.send("POST", path, as: Caller(roles: [.auditor]), check).status == 403)
        let first = try await world.send("POST", path, as: world.staff, check, headers: ["Idempotency-Key": "a"])
        #expect(first.json["status"] == "done")
        #expect(first.json["sent"]?["sentBy"]?.string == world.staff.person.description)
        #expect(first.json["sent"]?["sentOn"] == "2026-03-01")
        #expect(first.json["sent"]?["reference"] == "2001")
        #expect(first.json["version"] == 2)
        for headers in [["Idempotency-Key": "a"], [:]] as [HTTPHeaders] {
            let again = try await world.send("POST", path, as: world.staff, check, headers: headers)
            #expect(again.json == first.json)
        }
        let wrong: JSON = ["reference": "2002", "sentOn": "2026-03-01"]
        #expect(try await world.send("POST", path, as: world.staff, wrong).code == "refundSent")
        #expect(try await Self.list(world).map { $0["id"] } == [items[0]["id"]])
        #expect(try await Self.list(world, "done").map { $0["id"] } == [items[1]["id"]])
        // Sent the way it came: the ledger had it gone already.
        #expect(try await world.send("GET", "/v1/reports/ledger", as: world.staff).json == ledger)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("A card's, whose provider only tells what happened, is done when it tells of it")
    func told() async throws {
        let (world, invoice) = try await Self.refundOfCard(20000)
        let money = MoneyTests()
        #expect(try await Self.list(world).map { $0["amount"] } == [20000])
        _ = try await money.webhook(world, invoice, id: "evt-2", type: "charge.refunded", amount: 15000)
        #expect(try await Self.list(world).count == 1)
        _ = try await money.webhook(world, invoice, id: "evt-3", type: "charge.refunded", amount: 5000)
        #expect(try await Self.list(world).isEmpty)
        #expect(try await Self.list(world, "done").count == 1)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("Told of in part: only what is left is sent and booked, and what the provider gives back later is new")
    func left() async throws {
        let (world, invoice) = try await Self.refundOfCard(10000)
        let money = MoneyTests()
        #expect(try await Self.list(world).map { $0["left"] } == [10000])
        _ = try await money.webhook(world, invoice, id: "evt-2", type: "charge.refunded", amount: 4000)
        let refund = try #require(try await Self.list(world).first)
        #expect(refund["amount"] == 10000 && refund["left"] == 6000)
        let sent = try await world.send(
            "POST", "/v1/refunds/\(refund.text("id"))/sent", as: world.staff,
            ["reference": "2001", "sentOn": "2026-03-01", "method": "check"])
        #expect(sent.json["status"] == "done" && sent.json["left"] == 0)
        #expect(try await world.cash(.cashCard) == 50500)
        #expect(try await world.cash(.cashCheck) == -6000)
        // Of the money that is at the provider still: another refund.
        _ = try await money.webhook(world, invoice, id: "evt-3", type: "charge.refunded", amount: 6000)
        #expect(
            try await world.send("GET", "/v1/invoices/\(invoice.string ?? "")", as: world.staff).json["paid"] == 38500)
        #expect(try await Self.list(world, "done").map { $0["amount"] } == [10000, 6000])
        #expect(try await world.cash(.cashCard) == 44500)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("Nobody takes down one of their own, none on a day before it was recorded, and none goes by purchase order")
    func bounds() async throws {
        let world = try await RegistrationWorld()
        let registered = try await world.register(world.staff, try await world.offering())
        let colleague = Caller(roles: [.staff])
        let paid = try await world.send(
            "POST", "/v1/invoices/\(registered.text("invoiceId"))/payments", as: colleague,
            ["method": "purchaseOrder", "amount": 54500, "reference": "PO 7"])
        _ = try await world.send(
            "POST", "/v1/payments/\(paid.json.text("paymentId"))/refunds", as: colleague,
            ["amount": 10000, "reason": "Asked for it."])
        let path = "/v1/refunds/\(try await Self.list(world).first?.text("id") ?? "")/sent"
        func send(_ by: Caller, on day: JSON = "2026-03-01", _ method: JSON? = nil) async throws -> Reply {
            var body: [String: JSON] = ["reference": "2001", "sentOn": day]
            body["method"] = method
            return try await world.send("POST", path, as: by, .object(body))
        }
        #expect(try await send(world.staff).code == "ownInvoice")
        #expect(try await send(colleague, on: "2026-02-28").code == "sentBeforeRefund")
        #expect(try await send(colleague, "purchaseOrder").code == "invalid")
        #expect(try await Self.list(world).count == 1)
        let sent = try await send(colleague)
        #expect(sent.json["sent"]?["method"] == "check")
        #expect(try await world.cash(.cashPurchaseOrder) == 54500)
        #expect(try await world.cash(.cashCheck) == -10000)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("One whose money a bank may have taken meanwhile says so")
    func disputed() async throws {
        let (world, invoice) = try await Self.refundOfCard(20000)
        let money = MoneyTests()
        #expect(try await Self.list(world).map { $0["disputed"] } == [false])
        _ = try await money.webhook(world, invoice, id: "evt-2", type: "charge.disputed", amount: 54500)
        #expect(try await Self.list(world).map { $0["disputed"] } == [true])
        #expect(try await world.expectBalancedLedger())
    }

    @Test("Sent by check and told of by the provider at the same moment: in either order the cash is where it is")
    func sentAndTold() async throws {
        let world = try await RegistrationWorld(pool: 8)
        let money = MoneyTests()
        let offering = try await world.offering(capacity: 12)
        var paid: [JSON] = []
        for index in 0..<12 {
            let invoice = try await world.register(Caller(), offering)["invoiceId"]
            let reference = "pi-\(index)"
            _ = try await money.webhook(world, invoice, id: "evt-\(index)", reference: reference)
            let path = "/v1/invoices/\(invoice?.string ?? "")"
            let payment = try await world.send("GET", path, as: world.staff).json["payments"]?[0]?.text("id") ?? ""
            _ = try await world.send(
                "POST", "/v1/payments/\(payment)/refunds", as: world.staff,
                ["amount": 10000, "reason": "Asked for it."])
            paid.append(["invoice": invoice ?? .null, "reference": .string(reference)])
        }
        let refunds = try await Self.list(world)
        #expect(refunds.count == 12)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, payment) in paid.enumerated() {
                group.addTask {
                    try await money.webhook(
                        world, payment["invoice"], id: "evt-r\(index)", type: "charge.refunded", amount: 4000,
                        reference: payment.text("reference")
                    ).status
                }
                let id = refunds[index].text("id")
                group.addTask {
                    try await world.send(
                        "POST", "/v1/refunds/\(id)/sent", as: world.staff,
                        ["reference": "2001", "sentOn": "2026-03-01", "method": "check"]
                    ).status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
        #expect(try await Self.list(world).isEmpty)
        // The provider gave back 40.00 of each; checks went for the rest, or for all of it where they were first.
        #expect(try await world.cash(.cashCard) == 12 * (54500 - 4000))
        #expect(try await world.expectBalancedLedger())
    }
}

import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// What the office does itself: refunds that the provider tells of too, and nothing on an invoice of its own.
extension MoneyTests {
    @Test(
        "E8: a refund of the office's own counts once when the provider tells of it too; what is told beyond it is taken"
    )
    func ownRefundTold() async throws {
        let world = try await RegistrationWorld()
        let registered = try await world.register(Caller(), try await world.offering())
        let invoice = registered["invoiceId"]
        let path = "/v1/invoices/\(invoice?.string ?? "")"
        _ = try await webhook(world, invoice)
        let paid = try await world.send("GET", path, as: world.staff)
        let payment = paid.json["payments"]?.array?.first?["id"]?.string ?? ""
        let refunded = try await world.send(
            "POST", "/v1/payments/\(payment)/refunds", as: world.staff, ["amount": 10000, "reason": "goodwill"])
        #expect(refunded.status == 201, "\(refunded.text)")
        for (id, amount) in [("evt-r1", 4000), ("evt-r1", 4000), ("evt-r2", 6000)] {
            let told = try await webhook(world, invoice, id: id, type: "charge.refunded", amount: amount)
            #expect(told.status == 200)
            #expect(try await world.send("GET", path, as: world.staff).json["paid"] == 44500)
        }
        _ = try await webhook(world, invoice, id: "evt-r3", type: "charge.refunded", amount: 500)
        #expect(try await world.send("GET", path, as: world.staff).json["paid"] == 44000)
        let facts = try await world.facts(of: invoice?.string ?? "")
        #expect(facts.map(\.type) == ["payment.settled", "payment.refunded", "payment.refunded"])
        #expect(facts.last?.data["amount"] == 500)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E8: staff books nothing on an invoice of their own, neither a payment nor a refund; an administrator may")
    func ownInvoice() async throws {
        let world = try await RegistrationWorld()
        let registered = try await world.register(world.staff, try await world.offering())
        let invoice = registered["invoiceId"]
        let path = "/v1/invoices/\(invoice?.string ?? "")"
        let own = try await world.send(
            "POST", path + "/payments", as: world.staff, ["method": "check", "amount": 54500, "reference": "1"])
        #expect(own.status == 409 && own.code == "ownInvoice", "\(own.text)")
        let colleague = Caller(roles: [.staff])
        let paid = try await world.send(
            "POST", path + "/payments", as: colleague, ["method": "check", "amount": 54500, "reference": "1"])
        #expect(paid.status == 201, "\(paid.text)")
        let refund = "/v1/payments/\(paid.json["paymentId"]?.string ?? "")/refunds"
        let back: JSON = ["amount": 100, "reason": "mine"]
        #expect(try await world.send("POST", refund, as: world.staff, back).code == "ownInvoice")
        #expect(try await world.send("POST", refund, as: colleague, back).status == 201)
        let administrator = Caller(person: world.staff.person, roles: [.admin])
        #expect(try await world.send("POST", refund, as: administrator, back).status == 201)
    }
}

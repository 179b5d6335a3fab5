import DomainClock
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

@Suite("What is still due")
struct ReceivableTests {
    private func report(_ world: RegistrationWorld, _ query: String = "") async throws -> [JSON] {
        try await world.send("GET", "/v1/reports/receivables" + query, as: world.staff).json["items"]?.array ?? []
    }

    @Test("E8: a purchase order never paid keeps its seat and goes through every step of being asked for")
    func neverPaid() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(from: "2026-09-07", to: "2026-09-11")
        let order = try await world.register(Caller(), offering, more: ["purchaseOrder": "PO 4711"])
        let plain = try await world.register(Caller(), offering)
        func level(after days: Int) async throws -> [String] {
            world.clock.setOffset(microseconds: Int64(days) * 86_400 * 1_000_000)
            let mine = try await report(world).filter { $0["purchaseOrder"] == "PO 4711" }
            return mine.map { "\($0.text("level")) \($0["daysOverdue"]?.integer ?? -1)" }
        }
        #expect(try await level(after: 0) == ["notDue 0"])
        #expect(try await report(world, "?overdue=true").isEmpty)
        #expect(try await level(after: 30) == ["notDue 0"])
        #expect(try await report(world, "?overdue=true").isEmpty)
        #expect(try await level(after: 31) == ["overdue 1"])
        #expect(try await report(world, "?overdue=true").count == 2)
        #expect(try await report(world, "?overdue=true&purchaseOrders=true").count == 1)
        #expect(try await level(after: 61) == ["reminder 31"])
        #expect(try await level(after: 91) == ["final 61"])
        let path = "/v1/registrations/\(order.text("id"))"
        #expect(try await world.send("GET", path, as: world.staff).json["status"] == "pendingPayment")
        // The office gives up: the fee stays due, the seat is free.
        #expect(try await world.send("POST", path + "/cancellation", as: world.staff, [:]).status == 200)
        let left = try await report(world, "?purchaseOrders=true")
        #expect(left.map { $0["balance"]?.integer } == [7500])
        #expect(left.first?["registrationStatus"] == "cancelled")
        #expect(plain["status"] == "pendingPayment")
        #expect(try await world.send("GET", "/v1/reports/receivables", as: Caller()).status == 403)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E8: a purchase order paid late, in parts, ends in a confirmed seat and leaves the report")
    func paidLate() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(from: "2026-09-07", to: "2026-09-11")
        let registered = try await world.register(Caller(), offering, more: ["purchaseOrder": "PO 4712"])
        world.clock.setOffset(microseconds: 100 * 86_400 * 1_000_000)
        let path = "/v1/invoices/\(registered.text("invoiceId"))/payments"
        for (amount, status, seat) in [(54000, "partiallyPaid", "pendingPayment"), (500, "paid", "confirmed")] {
            let paid = try await world.send(
                "POST", path, as: world.staff,
                ["method": "purchaseOrder", "amount": .integer(amount), "reference": "PO 4712"])
            #expect(paid.json["invoice"]?["status"]?.string == status)
            let registration = "/v1/registrations/\(registered.text("id"))"
            #expect(try await world.send("GET", registration, as: world.staff).json["status"]?.string == seat)
        }
        #expect(try await report(world).isEmpty)
        let facts = try await world.facts(of: registered.text("invoiceId"))
        #expect(facts.map { $0.data["fullyPaid"] } == [false, true])
        #expect(try await world.expectBalancedLedger())
    }

    @Test("E8: pages of the report follow each other without holes")
    func pages() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        var all: [String] = []
        for _ in 0..<5 { all.append(try await world.register(Caller(), offering).text("invoiceId")) }
        var seen: [String] = []
        var cursor = ""
        repeat {
            let page = try await world.send("GET", "/v1/reports/receivables?limit=2\(cursor)", as: world.staff)
            seen += page.json["items"]?.array?.map { $0.text("invoiceId") } ?? []
            cursor = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        #expect(Set(seen) == Set(all) && seen.count == 5)
    }
}

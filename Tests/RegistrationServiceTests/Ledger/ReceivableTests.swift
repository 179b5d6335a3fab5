import DomainClock
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// Invoices with a balance.
@Suite struct ReceivableTests {
    private func report(_ fixture: RegistrationFixture, _ query: String = "") async throws -> [JSON] {
        try await fixture.send("GET", "/v1/reports/receivables" + query, as: fixture.staff).json["items"]?.array ?? []
    }

    @Test func `E8: a purchase order that is never paid keeps its seat and passes through every dunning level`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(from: "2026-09-07", to: "2026-09-11")
        let order = try await fixture.register(Caller(), offering, more: ["purchaseOrder": "PO 4711"])
        let plain = try await fixture.register(Caller(), offering)
        func level(after days: Int) async throws -> [String] {
            fixture.clock.setOffset(microseconds: Int64(days) * 86_400 * 1_000_000)
            let mine = try await report(fixture).filter { $0["purchaseOrder"] == "PO 4711" }
            return mine.map { "\($0.text("level")) \($0["daysOverdue"]?.integer ?? -1)" }
        }
        #expect(try await level(after: 0) == ["notDue 0"])
        #expect(try await report(fixture, "?overdue=true").isEmpty)
        #expect(try await level(after: 30) == ["notDue 0"])
        #expect(try await report(fixture, "?overdue=true").isEmpty)
        #expect(try await level(after: 31) == ["overdue 1"])
        #expect(try await report(fixture, "?overdue=true").count == 2)
        #expect(try await report(fixture, "?overdue=true&purchaseOrders=true").count == 1)
        #expect(try await level(after: 61) == ["reminder 31"])
        #expect(try await level(after: 91) == ["final 61"])
        let path = "/v1/registrations/\(order.text("id"))"
        #expect(try await fixture.send("GET", path, as: fixture.staff).json["status"] == "pendingPayment")
        // The office cancels: the fee stays due, and the seat is free.
        #expect(try await fixture.send("POST", path + "/cancellation", as: fixture.staff, [:]).status == 200)
        let left = try await report(fixture, "?purchaseOrders=true")
        #expect(left.map { $0["balance"]?.integer } == [7500])
        #expect(left.first?["registrationStatus"] == "cancelled")
        #expect(plain["status"] == "pendingPayment")
        #expect(try await fixture.send("GET", "/v1/reports/receivables", as: Caller()).status == 403)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E8)) func `a purchase order that is paid late and in parts confirms its seat and leaves the report`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(from: "2026-09-07", to: "2026-09-11")
        let registered = try await fixture.register(Caller(), offering, more: ["purchaseOrder": "PO 4712"])
        fixture.clock.setOffset(microseconds: 100 * 86_400 * 1_000_000)
        let path = "/v1/invoices/\(registered.text("invoiceId"))/payments"
        for (amount, status, seat) in [(54000, "partiallyPaid", "pendingPayment"), (500, "paid", "confirmed")] {
            let paid = try await fixture.send(
                "POST", path, as: fixture.staff,
                ["method": "purchaseOrder", "amount": .integer(amount), "reference": "PO 4712"])
            #expect(paid.json["invoice"]?["status"]?.string == status)
            let registration = "/v1/registrations/\(registered.text("id"))"
            #expect(try await fixture.send("GET", registration, as: fixture.staff).json["status"]?.string == seat)
        }
        #expect(try await report(fixture).isEmpty)
        let facts = try await fixture.facts(of: registered.text("invoiceId"))
        #expect(facts.map { $0.data["fullyPaid"] } == [false, true])
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test func `E8: the pages of receivables follow each other without gaps`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        var all: [String] = []
        for _ in 0..<5 { all.append(try await fixture.register(Caller(), offering).text("invoiceId")) }
        var seen: [String] = []
        var cursor = ""
        repeat {
            let page = try await fixture.send("GET", "/v1/reports/receivables?limit=2\(cursor)", as: fixture.staff)
            seen += page.json["items"]?.array?.map { $0.text("invoiceId") } ?? []
            cursor = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        #expect(Set(seen) == Set(all) && seen.count == 5)
    }
}

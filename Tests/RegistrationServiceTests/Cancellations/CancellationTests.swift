import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// Cancellations (D5).
@Suite struct CancellationTests {
    @Test(.rule(.D5))
    func `D5, F1: a person who attended or completed the class cannot cancel, and so completes it once`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(from: "2026-03-01", to: "2026-03-02")
        let caller = Caller()
        let registered = try await fixture.register(caller, offering)
        let cancellation = "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation"
        func present(_ day: String, _ ids: [JSON]) async throws -> Int {
            try await fixture.send(
                "PUT", "/v1/offerings/\(offering)/attendance", as: fixture.staff,
                ["date": .string(day), "present": .array(ids)]
            ).status
        }
        let id = registered["id"] ?? .null
        #expect(try await present("2026-03-01", [id]) == 200)
        #expect(try await fixture.send("POST", cancellation, as: caller, [:]).code == "alreadyAttended")
        #expect(try await fixture.send("POST", cancellation, as: fixture.staff, [:]).code == "alreadyAttended")
        #expect(try await present("2026-03-01", []) == 200)
        #expect(try await fixture.send("POST", cancellation, as: caller, [:]).status == 200)
    }

    @Test(.rule(.D5))
    func `D5: a cancelled class releases and refunds all; a capacity is never less than the seats taken`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 2)
        let paid = try await fixture.register(Caller(), offering)
        _ = try await fixture.pay(paid["invoiceId"], 54500)
        _ = try await fixture.register(Caller(), offering)
        _ = try await fixture.register(Caller(), offering, more: ["waitlist": true])
        let low = try await fixture.send("PATCH", "/v1/offerings/\(offering)", as: fixture.staff, ["capacity": 1])
        #expect(low.code == "capacityBelowTaken")
        let off = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/cancellation", as: fixture.staff, ["reason": "The venue burnt down."])
        #expect(off.json["status"] == "cancelled")
        #expect(off.json["seatsRemaining"] == 0)
        let facts = try await fixture.facts(of: offering)
        #expect(facts.map(\.type).suffix(4) == ["offering.cancelled"] + Array(repeating: "seat.released", count: 3))
        #expect(facts.last?.data["seatsTaken"] == 0)
        let invoice = try await fixture.send(
            "GET", "/v1/invoices/\(paid["invoiceId"]?.string ?? "")", as: fixture.staff)
        #expect(invoice.json["status"] == "void")
        #expect(invoice.json["paid"] == 0)
        let refund = try await fixture.facts(of: paid["invoiceId"]?.string ?? "").last
        #expect(refund?.type == "payment.refunded")
        #expect(refund?.data["fullyRefunded"] == true)
        #expect(try await fixture.expectBalancedLedger())
        let search = try await fixture.send("GET", "/v1/offerings")
        #expect(search.json["items"] == [])
    }

    @Test(.rule(.D5)) func `D5: the days left are counted at the venue, also across a change of its clocks`()
        async throws
    {
        // Chicago's clocks go forward on 8 March 2026 at 02:00: at 04:59Z it is still the 8th there, at 05:00Z the 9th.
        let fixture = try await RegistrationFixture(at: "2026-03-09T04:59:00Z")
        let offering = try await fixture.offering(from: "2026-03-22", to: "2026-03-26")
        func fee() async throws -> JSON? {
            let caller = Caller()
            let registered = try await fixture.register(caller, offering)
            let cancelled = try await fixture.send(
                "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation", as: caller, [:])
            return cancelled.json["fees"]?[0]?["amount"]
        }
        #expect(try await fee() == 7500)
        fixture.clock.move(to: try instant("2026-03-09T05:00:00Z"))
        #expect(try await fee() == 54500)
    }
}

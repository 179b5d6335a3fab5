import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Classes that the association moves or cancels.
@Suite struct MoveTests {
    private static func move(_ fixture: RegistrationFixture, _ offering: String, _ change: JSON) async throws -> Reply {
        try await fixture.send("PATCH", "/v1/offerings/\(offering)", as: fixture.staff, change)
    }

    private static func cancel(_ fixture: RegistrationFixture, _ registration: JSON, as caller: Caller) async throws
        -> JSON
    {
        try await fixture.send(
            "POST", "/v1/registrations/\(registration["id"]?.string ?? "")/cancellation", as: caller, [:]
        ).json
    }

    @Test
    func `D5: a moved class keeps its seats, and a person who had one then may cancel without a fee for 14 days`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-20T15:00:00Z")
        let offering = try await fixture.offering(capacity: 6)
        let (early, late, new, target) = (Caller(), Caller(), Caller(), Caller())
        try await fixture.know(target.person, email: "tess@example.org")
        let first = try await fixture.register(early, offering)
        _ = try await fixture.pay(first["invoiceId"], 54500)
        let second = try await fixture.register(late, offering)
        let given = try await fixture.register(Caller(roles: [.staff]), offering)
        fixture.clock.move(to: try instant("2026-03-21T15:00:00Z"))
        #expect(
            try await Self.move(fixture, offering, ["startsOn": "2026-04-06", "endsOn": "2026-04-10"])
                .json["seatsRemaining"] == 3)
        let moved = try await fixture.send(
            "POST", "/v1/registrations/\(given["id"]?.string ?? "")/transfer", as: fixture.staff,
            ["toEmail": "tess@example.org"])
        #expect(moved.status == 200)
        let third = try await fixture.register(new, offering)
        let free = try await Self.cancel(fixture, first, as: early)
        #expect(free["fees"] == [])
        #expect(free["refund"] == 54500)
        #expect(free["total"] == 0)
        // A person who registers after the move pays the fee.
        let priced = try await Self.cancel(fixture, third, as: new)
        #expect(priced["fees"]?[0]?["amount"] == 7500)
        fixture.clock.move(to: try instant("2026-04-05T04:59:59Z"))
        #expect(try await Self.cancel(fixture, second, as: late)["fees"] == [])
        let full = try await Self.cancel(fixture, given, as: target)
        #expect(full["fees"]?.array?.compactMap { $0["amount"]?.integer } == [5000, 54500])
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test func `D5: fifteen days after a move the usual fee applies, and another town is a move too`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-01T15:00:00Z")
        let offering = try await fixture.offering()
        let (first, second) = (Caller(), Caller())
        let registered = try await fixture.register(first, offering)
        let other = try await fixture.register(second, offering)
        fixture.clock.move(to: try instant("2026-03-01T16:00:00Z"))
        var venue = RegistrationFixture.venue.object ?? [:]
        venue["name"] = "Town Hall"
        #expect(try await Self.move(fixture, offering, ["venue": .object(venue)]).status == 200)
        #expect(try await Self.cancel(fixture, registered, as: first)["fees"]?[0]?["amount"] == 7500)
        venue["city"] = "Peoria"
        #expect(try await Self.move(fixture, offering, ["venue": .object(venue)]).status == 200)
        fixture.clock.move(to: try instant("2026-03-16T06:00:00Z"))
        #expect(try await Self.cancel(fixture, other, as: second)["fees"]?[0]?["amount"] == 7500)
    }

    @Test(.rule(.D7))
    func `D7: an offer of a class that is moved to an earlier day ends when the class begins`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-20T15:00:00Z")
        let offering = try await fixture.offering(capacity: 1)
        let (holder, waiting) = (Caller(), Caller())
        let held = try await fixture.register(holder, offering)
        let offered = try await fixture.register(waiting, offering, more: ["waitlist": true])
        _ = try await Self.cancel(fixture, held, as: holder)
        _ = try await Self.move(fixture, offering, ["startsOn": "2026-03-22", "endsOn": "2026-03-26"])
        let path = "/v1/registrations/\(offered["id"]?.string ?? "")"
        let seen = try await fixture.send("GET", path, as: waiting)
        #expect(seen.json["confirmBy"] == "2026-03-22T05:00:00Z")
        #expect(seen.json["status"] == "offered")
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 0)
    }

    @Test func `F1: a class is not moved away from a day with attendance, nor from the date of its completions`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-02T15:00:00Z")
        let offering = try await fixture.offering(from: "2026-03-01", to: "2026-03-02")
        let registered = try await fixture.register(Caller(), offering)
        func present(_ day: String, _ ids: [JSON]) async throws {
            let reply = try await fixture.send(
                "PUT", "/v1/offerings/\(offering)/attendance", as: fixture.staff,
                ["date": .string(day), "present": .array(ids)])
            guard reply.status == 200 else { throw UnexpectedReply(reply) }
        }
        let ids = [registered["id"] ?? .null]
        try await present("2026-03-01", ids)
        let later: JSON = ["startsOn": "2026-03-02", "endsOn": "2026-03-03"]
        #expect(try await Self.move(fixture, offering, later).code == "dayAttended")
        try await present("2026-03-01", [])
        try await present("2026-03-02", ids)
        #expect(try await Self.move(fixture, offering, later).status == 200)
        fixture.clock.move(to: try instant("2026-03-03T15:00:00Z"))
        try await present("2026-03-03", ids)
        let done = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/completions", as: fixture.staff, ["all": true])
        #expect(done.json["completed"] == .array(ids))
        #expect(try await Self.move(fixture, offering, ["endsOn": "2026-03-04"]).code == "completionStands")
    }

    @Test(.rule(.D3, .D5))
    func `D5, D7, D3: a cancelled class ends its waitlist, offers and allotments at once, and no offer is made`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 3)
        let leaving = Caller()
        let left = try await fixture.register(leaving, offering)
        let paid = try await fixture.register(Caller(), offering)
        _ = try await fixture.pay(paid["invoiceId"], 54500)
        let allotment = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/seat-allotments", as: fixture.staff,
            [
                "agencyId": .string(fixture.agency.description), "seats": 1, "expiresAt": "2026-03-05T00:00:00Z",
                "reason": "They called.",
            ])
        let waiting = [Caller(), Caller()]
        var queue: [JSON] = []
        for caller in waiting { queue.append(try await fixture.register(caller, offering, more: ["waitlist": true])) }
        _ = try await Self.cancel(fixture, left, as: leaving)
        let off = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/cancellation", as: fixture.staff, ["reason": "The venue burnt down."])
        #expect(off.status == 200)
        let facts = try await fixture.facts(of: offering)
        let after = facts.drop { $0.type != "offering.cancelled" }
        #expect(after.filter { $0.type == "seat.released" }.count == 3)
        #expect(!after.contains { $0.type == "seat.offered" })
        #expect(after.contains { $0.type == "seat.allotmentEnded" })
        #expect(facts.last?.data["seatsTaken"] == 0)
        for (caller, registration) in zip(waiting, queue) {
            let path = "/v1/registrations/\(registration["id"]?.string ?? "")"
            #expect(try await fixture.send("GET", path, as: caller).json["status"] == "cancelled")
            #expect(try await fixture.send("POST", path + "/confirmation", as: caller).code == "registrationStatus")
        }
        let ended = try await fixture.send(
            "GET", "/v1/seat-allotments/\(allotment.json["id"]?.string ?? "")", as: fixture.staff)
        #expect(ended.json["endReason"] == "The venue burnt down.")
        try await SeatParts(fixture.parts).endDue(at: try instant("2026-06-01T00:00:00Z"))
        #expect(try await fixture.facts(of: offering).count == facts.count)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test func `D4, D5: of a simultaneous cancellation and transfer one wins, and seat and money are counted once`()
        async throws
    {
        let fixture = try await RegistrationFixture(pool: 8)
        let offering = try await fixture.offering(capacity: 8)
        let targets = (0..<8).map { _ in Caller() }
        for (index, target) in targets.enumerated() {
            try await fixture.know(target.person, email: "target\(index)@example.org")
        }
        for index in 0..<8 {
            let owner = Caller()
            let registered = try await fixture.register(owner, offering)
            _ = try await fixture.pay(registered["invoiceId"], 54500)
            let path = "/v1/registrations/\(registered["id"]?.string ?? "")"
            async let cancelled = fixture.send("POST", path + "/cancellation", as: owner, [:])
            async let moved = fixture.send(
                "POST", path + "/transfer", as: owner, ["toEmail": .string("target\(index)@example.org")])
            let (cancellation, transfer) = (try await cancelled, try await moved)
            // After a transfer there is no seat to cancel, and a cancelled seat is not transferred.
            #expect(
                (cancellation.status, transfer.status) == (200, 409)
                    || (cancellation.status, transfer.status) == (404, 200))
        }
        let facts = try await fixture.facts(of: offering)
        let last = try #require(facts.last?.data["seatsTaken"]?.integer)
        #expect(last == 8 - facts.filter { $0.type == "seat.released" }.count)
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"]?.integer == 8 - last)
        #expect(try await fixture.expectBalancedLedger())
    }
}

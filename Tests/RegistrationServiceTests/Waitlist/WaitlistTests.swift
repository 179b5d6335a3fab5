import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// The waitlist (D7).
@Suite struct WaitlistTests {
    @Test(.rule(.D7))
    func `D7: a full class has a waitlist; a freed seat is offered, then accepted or offered to the next one`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        let (first, second, third) = (Caller(), Caller(), Caller())
        let held = try await fixture.register(first, offering, more: ["waitlist": true])
        #expect(held["status"] == "pendingPayment")
        let waiting = try await fixture.register(second, offering, more: ["waitlist": true])
        #expect(waiting["status"] == "waitlisted")
        #expect(waiting["position"] == 1)
        #expect(waiting["invoiceId"] == .null)
        let last = try await fixture.register(third, offering, more: ["waitlist": true])
        #expect(last["position"] == 2)
        _ = try await fixture.send(
            "POST", "/v1/registrations/\(held["id"]?.string ?? "")/cancellation", as: first, [:])
        let path = "/v1/registrations/\(waiting["id"]?.string ?? "")"
        let offered = try await fixture.send("GET", path, as: second)
        #expect(offered.json["status"] == "offered")
        #expect(offered.json["confirmBy"] == "2026-03-03T15:00:00Z")
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 0)

        fixture.clock.move(to: try instant("2026-03-04T15:00:00Z"))
        #expect(try await fixture.send("POST", path + "/confirmation", as: second).code == "offerLapsed")
        try await fixture.run("due-seats")
        #expect(try await fixture.send("GET", path, as: second).json["status"] == "lapsed")
        let next = "/v1/registrations/\(last["id"]?.string ?? "")"
        let confirmed = try await fixture.send("POST", next + "/confirmation", as: third)
        #expect(confirmed.json["status"] == "pendingPayment")
        #expect(confirmed.json["invoiceId"]?.string != nil)
        let facts = try await fixture.facts(of: offering).map(\.type)
        #expect(
            facts == [
                "offering.published", "seat.taken", "seat.waitlisted", "seat.waitlisted", "seat.released",
                "seat.offered", "seat.released", "seat.offered", "seat.confirmed",
            ])
    }

    @Test(.rule(.D7))
    func `D7: the wait ends with the class, and an offer ends when the class begins at its venue`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-29T15:00:00Z")
        let offering = try await fixture.offering(capacity: 1)
        let (first, second, third) = (Caller(), Caller(), Caller())
        let held = try await fixture.register(first, offering)
        let offered = try await fixture.register(second, offering, more: ["waitlist": true])
        let waiting = try await fixture.register(third, offering, more: ["waitlist": true])
        _ = try await fixture.send(
            "POST", "/v1/registrations/\(held["id"]?.string ?? "")/cancellation", as: first, [:])
        let path = "/v1/registrations/\(offered["id"]?.string ?? "")"
        #expect(try await fixture.send("GET", path, as: second).json["confirmBy"] == "2026-03-30T05:00:00Z")
        fixture.clock.move(to: try instant("2026-03-30T05:00:00Z"))
        #expect(try await fixture.send("POST", path + "/confirmation", as: second).code == "offeringStarted")
        fixture.clock.move(to: try instant("2026-04-06T00:00:00Z"))
        #expect(try await fixture.send("POST", path + "/cancellation", as: second, [:]).json["status"] == "cancelled")
        try await fixture.run("due-seats")
        let last = try await fixture.send("GET", "/v1/registrations/\(waiting["id"]?.string ?? "")", as: third)
        #expect(last.json["status"] == "lapsed")
        #expect(try await fixture.facts(of: offering).last?.data["cause"] == "offeringOver")
    }

    @Test func `A change of a class changes the named fields only, and a higher capacity offers seats to the waitlist`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        _ = try await fixture.register(Caller(), offering)
        let waiting = try await fixture.register(Caller(), offering, more: ["waitlist": true])
        let changed = try await fixture.send(
            "PATCH", "/v1/offerings/\(offering)", as: fixture.staff,
            [
                "capacity": 2, "leadInstructorId": .string(PersonID.new().description), "equipment": ["projector"],
                "contact": ["name": "Dan", "email": "dan@springfield.example"],
            ])
        #expect(changed.json["capacity"] == 2)
        #expect(changed.json["seatsRemaining"] == 0)
        let detail = try await fixture.send("GET", "/v1/offerings/\(offering)")
        #expect(detail.json["equipment"] == ["projector"])
        let facts = try await fixture.facts(of: offering)
        #expect(facts.map(\.type).suffix(2) == ["offering.changed", "seat.offered"])
        #expect(facts.last?.data["registrationId"] == waiting["id"])
        #expect(facts.last?.data["capacity"] == 2)
    }
}

import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Seats that are set aside for an agency (D3).
@Suite struct AllotmentTests {
    private static func allot(
        _ fixture: RegistrationFixture, _ offering: String, _ seats: Int, agency: AgencyID? = nil,
        until: String = "2026-03-05T00:00:00Z"
    ) async throws -> JSON {
        let reply = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/seat-allotments", as: fixture.staff,
            [
                "agencyId": .string((agency ?? fixture.agency).description), "seats": .integer(seats),
                "expiresAt": .string(until), "reason": "They called.",
            ])
        guard reply.status == 201 else { throw UnexpectedReply(reply) }
        return reply.json
    }

    private static func officer(_ fixture: RegistrationFixture) async throws -> JSON {
        let officer = PersonID.new()
        try await fixture.know(officer, agency: fixture.agency)
        return .string(officer.description)
    }

    @Test(.rule(.D3))
    func `D3: an allotment shows its maker, its reason, what was drawn, and whether it expired or a person ended it`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 5)
        let coordinator = Caller(coordinatorOf: [fixture.agency])
        let (expiring, ending) = (
            try await Self.allot(fixture, offering, 2),
            try await Self.allot(fixture, offering, 2, until: "2026-03-20T00:00:00Z")
        )
        let drawn = try await fixture.register(
            coordinator, offering, more: ["personId": try await Self.officer(fixture)])
        fixture.clock.move(to: try instant("2026-03-05T00:00:00Z"))
        try await fixture.run("due-seats")
        let path = "/v1/seat-allotments/\(ending["id"]?.string ?? "")"
        #expect(try await fixture.send("POST", path + "/end", as: coordinator, ["reason": "No need."]).status == 403)
        let stale = try await fixture.send(
            "POST", path + "/end", as: fixture.staff, ["reason": "No need."], headers: ["If-Match": "\"7\""])
        #expect(stale.status == 412)
        let ended = try await fixture.send("POST", path + "/end", as: fixture.staff, ["reason": "No need."])
        #expect(ended.json["seatsRemaining"] == 4)
        #expect(ended.json["endedBy"]?.string == fixture.staff.person.description)
        #expect(
            try await fixture.send("POST", path + "/end", as: fixture.staff, ["reason": "Twice."]).code
                == "allotmentEnded")
        let list = "/v1/offerings/\(offering)/seat-allotments"
        #expect(try await fixture.send("GET", list, as: coordinator).status == 403)
        let auditor = Caller(roles: [.auditor])
        let items = try #require(try await fixture.send("GET", list, as: auditor).json["items"]?.array)
        #expect(items.map { $0["id"] } == [expiring["id"], ending["id"]])
        #expect(items.map { $0["used"] } == [1, 0])
        #expect(items[0]["registrationIds"] == [drawn["id"] ?? .null])
        #expect(
            items.map { $0["madeBy"]?.string } == [fixture.staff.person.description, fixture.staff.person.description])
        #expect(items.map { $0["endedAt"] } == ["2026-03-05T00:00:00Z", "2026-03-05T00:00:00Z"])
        #expect(items.map { $0["endedBy"] } == [.null, .string(fixture.staff.person.description)])
        #expect(items.map { $0["endReason"] } == [.null, "No need."])
        #expect(try await fixture.send("GET", path, as: auditor).json == items[1])
        let facts = try await fixture.facts(of: offering)
        #expect(facts.map(\.type).suffix(2) == ["seat.allotmentEnded", "seat.allotmentEnded"])
        #expect(facts.suffix(2).compactMap { $0.data["seatsTaken"]?.integer } == [3, 1])
    }

    @Test(.rule(.D3))
    func `D3: an agency draws also while the class is full for others; a drawn seat that is cancelled is free for all`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 2)
        let (mine, other) = (fixture.agency, AgencyID.new())
        _ = try await Self.allot(fixture, offering, 1, agency: other, until: "2026-03-02T00:00:00Z")
        _ = try await Self.allot(fixture, offering, 1, agency: mine)
        // The other agency's allotment has expired, although it was not ended yet.
        fixture.clock.move(to: try instant("2026-03-02T00:00:00Z"))
        let refused = try await fixture.send(
            "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)])
        #expect(refused.code == "offeringFull")
        let officer = PersonID.new()
        try await fixture.know(officer, agency: mine)
        try await fixture.database.execute(
            """
            INSERT INTO person_assignment (id, person_id, agency_id, from_day)
            VALUES (\(AssignmentID.new()), \(officer), \(other), '2020-01-01')
            """)
        let coordinator = Caller(coordinatorOf: [mine, other])
        let drawn = try await fixture.register(
            coordinator, offering, more: ["personId": .string(officer.description)])
        #expect(drawn["status"] == "pendingPayment")
        let again = try await fixture.send(
            "POST", "/v1/registrations", as: coordinator,
            ["offeringId": .string(offering), "personId": try await Self.officer(fixture)])
        #expect(again.code == "offeringFull")
        let path = "/v1/registrations/\(drawn["id"]?.string ?? "")/cancellation"
        #expect(try await fixture.send("POST", path, as: coordinator, [:]).status == 200)
        _ = try await fixture.register(Caller(), offering)
    }

    @Test func `D2, D3: a class's capacity is never less than its registrations and allotted seats together`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 5)
        _ = try await fixture.register(Caller(), offering)
        _ = try await Self.allot(fixture, offering, 2)
        func resize(_ capacity: Int) async throws -> Reply {
            try await fixture.send(
                "PATCH", "/v1/offerings/\(offering)", as: fixture.staff, ["capacity": .integer(capacity)])
        }
        #expect(try await resize(2).code == "capacityBelowTaken")
        #expect(try await resize(3).json["seatsRemaining"] == 0)
        #expect(try await fixture.facts(of: offering).last?.data["capacity"] == 3)
    }

    @Test(.rule(.D3))
    func `D3: an allotment takes seats, its coordinator draws from it, and its end frees the unused seats`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 3)
        let officer = PersonID.new()
        try await fixture.know(officer, agency: fixture.agency)
        let made = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/seat-allotments", as: fixture.staff,
            [
                "agencyId": .string(fixture.agency.description), "seats": 2, "expiresAt": "2026-03-05T00:00:00Z",
                "reason": "They called.",
            ])
        #expect(made.status == 201)
        #expect(made.json["seatsRemaining"] == 1)
        _ = try await fixture.register(Caller(), offering)
        let full = try await fixture.send(
            "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)])
        #expect(full.code == "offeringFull")
        let waiting = try await fixture.register(Caller(), offering, more: ["waitlist": true])
        _ = try await fixture.register(
            Caller(coordinatorOf: [fixture.agency]), offering, more: ["personId": .string(officer.description)])
        fixture.clock.move(to: try instant("2026-03-05T00:00:00Z"))
        try await fixture.run("due-seats")
        let facts = try await fixture.facts(of: offering)
        #expect(facts.map(\.type).suffix(3) == ["seat.taken", "seat.allotmentEnded", "seat.offered"])
        #expect(facts.suffix(3).compactMap { $0.data["seatsTaken"]?.integer } == [3, 2, 3])
        #expect(facts.last?.data["registrationId"] == waiting["id"])
    }
}

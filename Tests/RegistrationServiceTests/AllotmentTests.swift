import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

@Suite("D3: seats kept for an agency")
struct AllotmentTests {
    private static func allot(
        _ world: RegistrationWorld, _ offering: String, _ seats: Int, agency: AgencyID? = nil,
        until: String = "2026-03-05T00:00:00Z"
    ) async throws -> JSON {
        let reply = try await world.send(
            "POST", "/v1/offerings/\(offering)/seat-allotments", as: world.staff,
            [
                "agencyId": .string((agency ?? world.agency).description), "seats": .integer(seats),
                "expiresAt": .string(until), "reason": "They called.",
            ])
        guard reply.status == 201 else { throw Unexpected(reply) }
        return reply.json
    }

    private static func officer(_ world: RegistrationWorld) async throws -> JSON {
        let officer = PersonID.new()
        try await world.know(officer, agency: world.agency)
        return .string(officer.description)
    }

    @Test("D3: staff sees who made an allotment, why, what was drawn, and whether it expired or who ended it")
    func history() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 5)
        let coordinator = Caller(coordinatorOf: [world.agency])
        let (expiring, ending) = (
            try await Self.allot(world, offering, 2),
            try await Self.allot(world, offering, 2, until: "2026-03-20T00:00:00Z")
        )
        let drawn = try await world.register(
            coordinator, offering, more: ["personId": try await Self.officer(world)])
        world.clock.move(to: try instant("2026-03-05T00:00:00Z"))
        try await world.store.endDueSeats(at: world.clock.now)
        let path = "/v1/seat-allotments/\(ending["id"]?.string ?? "")"
        #expect(try await world.send("POST", path + "/end", as: coordinator, ["reason": "No need."]).status == 403)
        let stale = try await world.send(
            "POST", path + "/end", as: world.staff, ["reason": "No need."], headers: ["If-Match": "\"7\""])
        #expect(stale.status == 412)
        let ended = try await world.send("POST", path + "/end", as: world.staff, ["reason": "No need."])
        #expect(ended.json["seatsRemaining"] == 4)
        #expect(ended.json["endedBy"]?.string == world.staff.person.description)
        #expect(
            try await world.send("POST", path + "/end", as: world.staff, ["reason": "Twice."]).code == "allotmentEnded")
        let list = "/v1/offerings/\(offering)/seat-allotments"
        #expect(try await world.send("GET", list, as: coordinator).status == 403)
        let auditor = Caller(roles: [.auditor])
        let items = try #require(try await world.send("GET", list, as: auditor).json["items"]?.array)
        #expect(items.map { $0["id"] } == [expiring["id"], ending["id"]])
        #expect(items.map { $0["used"] } == [1, 0])
        #expect(items[0]["registrationIds"] == [drawn["id"] ?? .null])
        #expect(items.map { $0["madeBy"]?.string } == [world.staff.person.description, world.staff.person.description])
        #expect(items.map { $0["endedAt"] } == ["2026-03-05T00:00:00Z", "2026-03-05T00:00:00Z"])
        #expect(items.map { $0["endedBy"] } == [.null, .string(world.staff.person.description)])
        #expect(items.map { $0["endReason"] } == [.null, "No need."])
        #expect(try await world.send("GET", path, as: auditor).json == items[1])
        let facts = try await world.facts(of: offering)
        #expect(facts.map(\.type).suffix(2) == ["seat.allotmentEnded", "seat.allotmentEnded"])
        #expect(facts.suffix(2).compactMap { $0.data["seatsTaken"]?.integer } == [3, 1])
    }

    @Test("D3: an agency draws also where the class is full for others; a drawn seat given back is free for everybody")
    func full() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 2)
        let (mine, other) = (world.agency, AgencyID.new())
        _ = try await Self.allot(world, offering, 1, agency: other, until: "2026-03-02T00:00:00Z")
        _ = try await Self.allot(world, offering, 1, agency: mine)
        // The other agency's time is over, though nothing has ended it yet.
        world.clock.move(to: try instant("2026-03-02T00:00:00Z"))
        let refused = try await world.send(
            "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)])
        #expect(refused.code == "offeringFull")
        let officer = PersonID.new()
        try await world.know(officer, agency: mine)
        try await world.database.execute(
            """
            INSERT INTO person_assignment (id, person_id, agency_id, from_day)
            VALUES (\(AssignmentID.new()), \(officer), \(other), '2020-01-01')
            """)
        let coordinator = Caller(coordinatorOf: [mine, other])
        let drawn = try await world.register(
            coordinator, offering, more: ["personId": .string(officer.description)])
        #expect(drawn["status"] == "pendingPayment")
        let again = try await world.send(
            "POST", "/v1/registrations", as: coordinator,
            ["offeringId": .string(offering), "personId": try await Self.officer(world)])
        #expect(again.code == "offeringFull")
        let path = "/v1/registrations/\(drawn["id"]?.string ?? "")/cancellation"
        #expect(try await world.send("POST", path, as: coordinator, [:]).status == 200)
        _ = try await world.register(Caller(), offering)
    }

    @Test("D2, D3: a class's capacity is never set below its registrations and kept seats together")
    func capacity() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 5)
        _ = try await world.register(Caller(), offering)
        _ = try await Self.allot(world, offering, 2)
        func resize(_ capacity: Int) async throws -> Reply {
            try await world.send(
                "PATCH", "/v1/offerings/\(offering)", as: world.staff, ["capacity": .integer(capacity)])
        }
        #expect(try await resize(2).code == "capacityBelowTaken")
        #expect(try await resize(3).json["seatsRemaining"] == 0)
        #expect(try await world.facts(of: offering).last?.data["capacity"] == 3)
    }
}

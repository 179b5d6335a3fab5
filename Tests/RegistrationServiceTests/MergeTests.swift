import HTTP
import JSONTree
import PersonMerges
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Registrations of people whose accounts were merged")
struct MergeTests {
    private static func merge(_ world: RegistrationWorld, _ person: PersonID, into survivor: PersonID?) async throws {
        try await world.database.transaction { sql in
            try await PersonMerges.follow(person, mergedInto: survivor, in: sql)
        }
    }

    private static func status(_ world: RegistrationWorld, _ registration: JSON, as caller: Caller) async throws -> Int
    {
        try await world.send("GET", "/v1/registrations/\(registration["id"]?.string ?? "")", as: caller).status
    }

    @Test("A5, D6: merge when both are registered for one class: a case for staff, nothing is deleted, one goes freely")
    func bothRegistered() async throws {
        let world = try await RegistrationWorld(at: "2026-03-28T15:00:00Z")
        let offering = try await world.offering(capacity: 3)
        let (old, new) = (Caller(), Caller())
        let first = try await world.register(old, offering)
        _ = try await world.pay(first["invoiceId"], 54500)
        let second = try await world.register(new, offering)
        _ = try await world.register(Caller(), offering)
        func cases(_ query: String = "") async throws -> [JSON] {
            try await world.send("GET", "/v1/double-registrations" + query, as: world.staff).json["items"]?.array ?? []
        }
        #expect(try await cases().isEmpty)
        let facts = try await world.facts(of: offering).count
        try await Self.merge(world, old.person, into: new.person)
        let item = try #require(try await cases().first)
        #expect(item["offeringId"]?.string == offering)
        #expect(item["personId"]?.string == new.person.description)
        #expect(item["registrations"]?.array?.map { $0["registrationId"] } == [first["id"], second["id"]])
        #expect(item["registrations"]?.array?.map { $0["status"] } == ["confirmed", "pendingPayment"])
        #expect(try await world.facts(of: offering).count == facts)
        #expect(try await world.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 0)
        #expect(try await world.send("GET", "/v1/double-registrations", as: new).status == 403)
        // Undone, there is no case; merged again, the office gives one back two days before the class.
        try await Self.merge(world, old.person, into: nil)
        #expect(try await cases().isEmpty)
        try await Self.merge(world, old.person, into: new.person)
        let given = try await world.send(
            "POST", "/v1/registrations/\(second["id"]?.string ?? "")/cancellation", as: world.staff, [:])
        #expect(given.json["fees"] == [])
        #expect(given.json["total"] == 0)
        #expect(try await cases().isEmpty)
        let last = try await world.send(
            "POST", "/v1/registrations/\(first["id"]?.string ?? "")/cancellation", as: new, [:])
        #expect(last.json["fees"]?[0]?["amount"] == 54500)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("A5, D6, E1: merge chain A→B→C: C has A's seat and B's membership, and takes no second seat")
    func chain() async throws {
        let world = try await RegistrationWorld()
        let (offering, other) = (try await world.offering(), try await world.offering())
        let (a, b, c) = (Caller(), Caller(), Caller())
        let registered = try await world.register(a, offering)
        try await world.know(b.person, memberFrom: "2026-01-01", to: "2026-12-31")
        try await Self.merge(world, a.person, into: b.person)
        #expect(try await Self.status(world, registered, as: b) == 200)
        #expect(try await Self.status(world, registered, as: c) == 404)
        try await Self.merge(world, b.person, into: c.person)
        for caller in [a, b, c] { #expect(try await Self.status(world, registered, as: caller) == 200) }
        let own = try await world.send("GET", "/v1/me/registrations", as: c)
        #expect(own.json["items"]?.array?.map { $0["id"] } == [registered["id"]])
        let twice = try await world.send(
            "POST", "/v1/registrations", as: c, ["offeringId": .string(offering)])
        #expect(twice.code == "alreadyRegistered")
        #expect(try await world.register(c, other)["rateCategory"] == "member")
        // The one link undone, the rest of the chain stands.
        try await Self.merge(world, a.person, into: nil)
        #expect(try await Self.status(world, registered, as: c) == 404)
        #expect(try await Self.status(world, registered, as: a) == 200)
        #expect(try await world.register(b, offering)["rateCategory"] == "member")
    }

    @Test("D4: a seat is not given to somebody who sits in the class under an account that was merged away")
    func transfer() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let (owner, old, new) = (Caller(), Caller(), Caller())
        _ = try await world.register(old, offering)
        let registered = try await world.register(owner, offering)
        try await world.know(new.person, email: "new@example.org")
        try await Self.merge(world, old.person, into: new.person)
        let moved = try await world.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/transfer", as: owner,
            ["toEmail": "new@example.org"])
        #expect(moved.code == "targetNotEligible")
    }

    @Test("A5, F1: a lead instructor whose account was merged away leads the class as the one who remains")
    func lead() async throws {
        let world = try await RegistrationWorld()
        let (old, new) = (Caller(), Caller())
        let offering = try await world.offering(more: ["leadInstructorId": .string(old.person.description)])
        let path = "/v1/offerings/\(offering)/roster"
        #expect(try await world.send("GET", path, as: new).status == 403)
        try await Self.merge(world, old.person, into: new.person)
        #expect(try await world.send("GET", path, as: new).status == 200)
        #expect(try await world.send("GET", path, as: Caller()).status == 403)
    }
}

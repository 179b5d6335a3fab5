import HTTP
import JSONTree
import PersonMerges
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// Registrations of people whose accounts were merged.
@Suite struct MergeTests {
    private static func merge(_ fixture: RegistrationFixture, _ person: PersonID, into survivor: PersonID?) async throws
    {
        try await fixture.database.transaction { sql in
            try await PersonMerges.follow(person, mergedInto: survivor, in: sql)
        }
    }

    private static func status(_ fixture: RegistrationFixture, _ registration: JSON, as caller: Caller) async throws
        -> Int
    {
        try await fixture.send("GET", "/v1/registrations/\(registration["id"]?.string ?? "")", as: caller).status
    }

    @Test
    func `A5, D6: a merge of two persons in one class is a case for staff, who cancels one seat without a fee`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-28T15:00:00Z")
        let offering = try await fixture.offering(capacity: 3)
        let (old, new) = (Caller(), Caller())
        let first = try await fixture.register(old, offering)
        _ = try await fixture.pay(first["invoiceId"], 54500)
        let second = try await fixture.register(new, offering)
        _ = try await fixture.register(Caller(), offering)
        func cases(_ query: String = "") async throws -> [JSON] {
            try await fixture.send("GET", "/v1/double-registrations" + query, as: fixture.staff).json["items"]?.array
                ?? []
        }
        #expect(try await cases().isEmpty)
        let facts = try await fixture.facts(of: offering).count
        try await Self.merge(fixture, old.person, into: new.person)
        let item = try #require(try await cases().first)
        #expect(item["offeringId"]?.string == offering)
        #expect(item["personId"]?.string == new.person.description)
        #expect(item["registrations"]?.array?.map { $0["registrationId"] } == [first["id"], second["id"]])
        #expect(item["registrations"]?.array?.map { $0["status"] } == ["confirmed", "pendingPayment"])
        #expect(try await fixture.facts(of: offering).count == facts)
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 0)
        #expect(try await fixture.send("GET", "/v1/double-registrations", as: new).status == 403)
        // After the undo there is no case; after another merge the office cancels one two days before the class.
        try await Self.merge(fixture, old.person, into: nil)
        #expect(try await cases().isEmpty)
        try await Self.merge(fixture, old.person, into: new.person)
        let given = try await fixture.send(
            "POST", "/v1/registrations/\(second["id"]?.string ?? "")/cancellation", as: fixture.staff, [:])
        #expect(given.json["fees"] == [])
        #expect(given.json["total"] == 0)
        #expect(try await cases().isEmpty)
        let last = try await fixture.send(
            "POST", "/v1/registrations/\(first["id"]?.string ?? "")/cancellation", as: new, [:])
        #expect(last.json["fees"]?[0]?["amount"] == 54500)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test func `A5, D6, E1: in a chain of merges A→B→C, C has A's seat and B's membership, and gets no second seat`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let (offering, other) = (try await fixture.offering(), try await fixture.offering())
        let (a, b, c) = (Caller(), Caller(), Caller())
        let registered = try await fixture.register(a, offering)
        try await fixture.know(b.person, memberFrom: "2026-01-01", to: "2026-12-31")
        try await Self.merge(fixture, a.person, into: b.person)
        #expect(try await Self.status(fixture, registered, as: b) == 200)
        #expect(try await Self.status(fixture, registered, as: c) == 404)
        try await Self.merge(fixture, b.person, into: c.person)
        for caller in [a, b, c] { #expect(try await Self.status(fixture, registered, as: caller) == 200) }
        let own = try await fixture.send("GET", "/v1/me/registrations", as: c)
        #expect(own.json["items"]?.array?.map { $0["id"] } == [registered["id"]])
        let twice = try await fixture.send(
            "POST", "/v1/registrations", as: c, ["offeringId": .string(offering)])
        #expect(twice.code == "alreadyRegistered")
        #expect(try await fixture.register(c, other)["rateCategory"] == "member")
        // After one link is undone, the rest of the chain stands.
        try await Self.merge(fixture, a.person, into: nil)
        #expect(try await Self.status(fixture, registered, as: c) == 404)
        #expect(try await Self.status(fixture, registered, as: a) == 200)
        #expect(try await fixture.register(b, offering)["rateCategory"] == "member")
    }

    @Test func `D4: a seat is not transferred to a person who has one under a merged account`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let (owner, old, new) = (Caller(), Caller(), Caller())
        _ = try await fixture.register(old, offering)
        let registered = try await fixture.register(owner, offering)
        try await fixture.know(new.person, email: "new@example.org")
        try await Self.merge(fixture, old.person, into: new.person)
        let moved = try await fixture.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/transfer", as: owner,
            ["toEmail": "new@example.org"])
        #expect(moved.code == "targetNotEligible")
    }

    @Test func `A5, F1: a lead instructor whose account was merged leads the class as the survivor`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let (old, new) = (Caller(), Caller())
        let offering = try await fixture.offering(more: ["leadInstructorId": .string(old.person.description)])
        let path = "/v1/offerings/\(offering)/roster"
        #expect(try await fixture.send("GET", path, as: new).status == 403)
        try await Self.merge(fixture, old.person, into: new.person)
        #expect(try await fixture.send("GET", path, as: new).status == 200)
        #expect(try await fixture.send("GET", path, as: Caller()).status == 403)
    }
}

import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// A full class.
@Suite struct FullClassTests {
    private static func ask(
        _ fixture: RegistrationFixture, _ offering: String, as caller: Caller = Caller(), _ more: [String: JSON] = [:]
    ) async throws -> Reply {
        try await fixture.send(
            "POST", "/v1/registrations", as: caller, .object(["offeringId": .string(offering)].merging(more) { $1 }))
    }

    private static func leave(_ fixture: RegistrationFixture, _ id: JSON?, as caller: Caller) async throws {
        let reply = try await fixture.send(
            "POST", "/v1/registrations/\(id?.string ?? "")/cancellation", as: caller, [:])
        guard reply.status == 200 else { throw UnexpectedReply(reply) }
    }

    @Test(.rule(.D1))
    func `D1: of 5,000 requests for 100 seats, 64 at a time, exactly 100 are sold and the others get 409 offeringFull`()
        async throws
    {
        let fixture = try await RegistrationFixture(pool: 8)
        let offering = try await fixture.offering(capacity: 100)
        let codes = try await withThrowingTaskGroup(of: [String: Int].self) { group in
            for client in 0..<64 {
                group.addTask {
                    var codes: [String: Int] = [:]
                    for _ in stride(from: client, to: 5_000, by: 64) {
                        let reply = try await Self.ask(fixture, offering)
                        codes[reply.status == 201 ? "sold" : reply.code ?? "\(reply.status)", default: 0] += 1
                    }
                    return codes
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        }
        #expect(codes == ["sold": 100, "offeringFull": 4_900])
        let facts = try await fixture.facts(of: offering)
        #expect(facts.dropFirst().compactMap { $0.data["seatsTaken"]?.integer } == Array(1...100))
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test
    func `A full class refuses without its lock; a registered person and one who would wait are answered as always`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        let holder = Caller()
        #expect(try await Self.ask(fixture, offering, as: holder).status == 201)
        #expect(try await Self.ask(fixture, offering).code == "offeringFull")
        try await fixture.database.transaction { sql in
            _ = try await sql.query("SELECT 1 FROM offering WHERE id = \(OfferingID(offering)) FOR UPDATE")
            for _ in 0..<3 { #expect(try await Self.ask(fixture, offering).code == "offeringFull") }
        }
        #expect(try await Self.ask(fixture, offering, as: holder).code == "alreadyRegistered")
        #expect(try await Self.ask(fixture, offering, ["waitlist": true]).json["status"] == "waitlisted")
        #expect(try await Self.ask(fixture, PersonID.new().description).status == 404)
    }

    @Test func `A repeated key gets its first answer, also after the seat went to another person`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        let (first, second) = (Caller(), Caller())
        func ask() async throws -> Reply {
            try await fixture.send(
                "POST", "/v1/registrations", as: first, ["offeringId": .string(offering)],
                headers: ["Idempotency-Key": "k"])
        }
        let answer = try await ask()
        try await Self.leave(fixture, answer.json["id"], as: first)
        #expect(try await Self.ask(fixture, offering, as: second).status == 201)
        #expect(try await Self.ask(fixture, offering).code == "offeringFull")
        let again = try await ask()
        #expect(again.status == 201)
        #expect(again.text == answer.text)
    }

    @Test func `The next request gets a seat that any replica freed, also where the class was remembered as full`()
        async throws
    {
        let one = try await RegistrationFixture()
        let other = try await one.replica()
        let offering = try await one.offering(capacity: 1)
        var holder = Caller()
        var held = try await Self.ask(one, offering, as: holder).json["id"]
        for round in 0..<20 {
            // Both remember the class as full.
            #expect(try await Self.ask(one, offering).code == "offeringFull")
            #expect(try await Self.ask(other, offering).code == "offeringFull")
            let (leaving, asked) = round.isMultiple(of: 2) ? (one, other) : (other, one)
            // While the seat is being freed either answer is right, and at most one request gets it.
            let early = Caller()
            async let meanwhile = Self.ask(asked, offering, as: early)
            try await Self.leave(leaving, held, as: holder)
            let next = Caller()
            let late = try await Self.ask(asked, offering, as: next)
            let raced = try await meanwhile
            #expect([raced.status, late.status].sorted() == [201, 409], "\(raced.text) \(late.text)")
            holder = raced.status == 201 ? early : next
            held = (raced.status == 201 ? raced : late).json["id"]
        }
        let facts = try await one.facts(of: offering)
        #expect(facts.allSatisfy { ($0.data["seatsTaken"]?.integer ?? 0) <= 1 })
    }

    @Test func `A class whose capacity was raised is no longer full`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 1)
        #expect(try await Self.ask(fixture, offering).status == 201)
        #expect(try await Self.ask(fixture, offering).code == "offeringFull")
        let larger = try await fixture.send(
            "PATCH", "/v1/offerings/\(offering)", as: fixture.staff, ["capacity": 2])
        #expect(larger.status == 200)
        #expect(try await Self.ask(fixture, offering).status == 201)
        #expect(try await Self.ask(fixture, offering).code == "offeringFull")
        // A reason that comes before a full class is the answer.
        fixture.clock.move(to: try instant("2026-04-10T15:00:00Z"))
        #expect(try await Self.ask(fixture, offering).code == "offeringOver")
    }
}

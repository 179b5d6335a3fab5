import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// Seats over HTTP.
@Suite struct SeatTests {
    @Test(.rule(.D1))
    func `D1: of 200 parallel requests for the last seat exactly one wins, the others get 409 offeringFull`()
        async throws
    {
        let fixture = try await RegistrationFixture(pool: 8)
        let offering = try await fixture.offering(capacity: 1)
        let codes = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let reply = try await fixture.send(
                        "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)])
                    return reply.status == 201 ? "won" : "\(reply.status) \(reply.code ?? "")"
                }
            }
            return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(codes == ["won": 1, "409 offeringFull": 199])
        let facts = try await fixture.facts(of: offering)
        #expect(facts.map(\.type) == ["offering.published", "seat.taken"])
        #expect(facts.last?.data["seatsTaken"] == 1)
    }

    @Test func `The facts of one offering are numbered without gaps, each with the seats after it`()
        async throws
    {
        let fixture = try await RegistrationFixture(pool: 8)
        let offering = try await fixture.offering(capacity: 30)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<30 { group.addTask { _ = try await fixture.register(Caller(), offering) } }
            try await group.waitForAll()
        }
        let facts = try await fixture.facts(of: offering)
        #expect(facts.map(\.sequence) == Array(1...31))
        #expect(facts.dropFirst().compactMap { $0.data["seatsTaken"]?.integer } == Array(1...30))
    }

    @Test func `An idempotency key gives the same answer to the same request, and 422 to another body`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let other = try await fixture.offering()
        let caller = Caller()
        let key: [String: String] = ["Idempotency-Key": "once"]
        func post(_ offering: String) async throws -> Reply {
            try await fixture.send(
                "POST", "/v1/registrations", as: caller, ["offeringId": .string(offering)],
                headers: ["Idempotency-Key": key["Idempotency-Key"] ?? ""])
        }
        let first = try await post(offering)
        let second = try await post(offering)
        #expect(first.status == 201)
        #expect(second.status == 201)
        #expect(first.text == second.text)
        #expect(try await post(other).code == "idempotencyKeyReused")
        #expect(try await fixture.facts(of: offering).filter { $0.type == "seat.taken" }.count == 1)
    }

    @Test(.rule(.D6))
    func `D6: one active registration per person and class; after a cancellation it may be made again`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let caller = Caller()
        let first = try await fixture.register(caller, offering)
        let twice = try await fixture.send(
            "POST", "/v1/registrations", as: caller, ["offeringId": .string(offering)])
        #expect(twice.code == "alreadyRegistered")
        let cancelled = try await fixture.send(
            "POST", "/v1/registrations/\(first["id"]?.string ?? "")/cancellation", as: caller, [:])
        #expect(cancelled.json["status"] == "cancelled")
        _ = try await fixture.register(caller, offering)
    }

    @Test(.rule(.A1, .D2))
    func `A1: a coordinator registers only their agency's people, staff any known person, and others only themselves`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let officer = PersonID.new()
        let stranger = PersonID.new()
        try await fixture.know(officer, email: "omar@springfield.example", agency: fixture.agency)
        try await fixture.know(stranger, email: "ann@elsewhere.example")
        let coordinator = Caller(coordinatorOf: [fixture.agency])
        func post(_ caller: Caller, _ who: [String: JSON]) async throws -> Reply {
            try await fixture.send(
                "POST", "/v1/registrations", as: caller,
                .object(["offeringId": .string(offering)].merging(who) { $1 }))
        }
        #expect(try await post(Caller(), ["personId": .string(officer.description)]).status == 403)
        #expect(try await post(coordinator, ["personEmail": "ann@elsewhere.example"]).code == "targetNotEligible")
        #expect(try await post(coordinator, ["personEmail": "nobody@elsewhere.example"]).code == "targetNotEligible")
        #expect(
            try await post(fixture.staff, ["personId": .string(PersonID.new().description)]).code == "targetNotEligible"
        )
        let registered = try await post(coordinator, ["personEmail": "OMAR@Springfield.example"])
        #expect(registered.json["personId"]?.string == officer.description)
        #expect(try await post(fixture.staff, ["personId": .string(stranger.description)]).status == 201)
        let roster = try await fixture.send("GET", "/v1/offerings/\(offering)/roster", as: coordinator)
        #expect(roster.json["items"]?.array?.count == 2)
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)/roster", as: Caller()).status == 403)
        let csv = try await fixture.send(
            "GET", "/v1/offerings/\(offering)/roster", as: fixture.staff, headers: ["Accept": "text/csv"])
        #expect(csv.text.contains("omar@springfield.example"))
        let pdf = try await fixture.send(
            "GET", "/v1/offerings/\(offering)/roster", as: fixture.staff, headers: ["Accept": "application/pdf"])
        #expect(pdf.text.hasPrefix("%PDF-"))
    }
}

import Executors
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// Several desks over one database.
@Suite struct ReplicaTests {
    @Test(.rule(.D1))
    func `D1: three desks sell the seats of two classes together, none twice, their facts in one order`()
        async throws
    {
        let first = try await RegistrationFixture()
        let fixtures = [first, try await first.replica(), try await first.replica()]
        let offerings = [try await first.offering(capacity: 30), try await first.offering(capacity: 25)]
        let sold = try await withThrowingTaskGroup(of: (String, Int).self) { group in
            for number in 0..<180 {
                let (fixture, offering) = (fixtures[number % 3], offerings[number % 2])
                group.addTask {
                    let reply = try await fixture.send(
                        "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)])
                    guard reply.status == 201 || reply.code == "offeringFull" else { throw UnexpectedReply(reply) }
                    return (offering, reply.status == 201 ? 1 : 0)
                }
            }
            return try await group.reduce(into: [String: Int]()) { $0[$1.0, default: 0] += $1.1 }
        }
        #expect(sold == [offerings[0]: 30, offerings[1]: 25])
        for offering in offerings {
            let facts = try await first.facts(of: offering)
            #expect(facts.map(\.sequence) == Array(1...facts.count))
            #expect(facts.dropFirst().compactMap { $0.data["seatsTaken"]?.integer } == Array(1...(sold[offering] ?? 0)))
        }
        #expect(try await first.expectBalancedLedger())
    }

    @Test(.rule(.D6))
    func `D6: one person who asks three desks at once has one registration`() async throws {
        let first = try await RegistrationFixture()
        let fixtures = [first, try await first.replica(), try await first.replica()]
        let offering = try await first.offering()
        for _ in 0..<10 {
            let caller = Caller()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for fixture in fixtures {
                    group.addTask {
                        try await fixture.send(
                            "POST", "/v1/registrations", as: caller, ["offeringId": .string(offering)]
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }.sorted()
            }
            #expect(statuses == [201, 409, 409])
        }
        #expect(try await first.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 10)
    }

    @Test(arguments: [true, false])
    func `After a COMMIT whose answer is lost its registration is found; the repeated key gets the same answer`(
        withKey: Bool
    )
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let server = try #require(try await PostgresFixture.server())
        let cutter = try WireCutter(port: server.port, after: "COMMIT")
        defer { cutter.stop() }
        let cut = try await fixture.replica(overPort: cutter.port)
        let caller = Caller()
        func ask(_ fixture: RegistrationFixture) async throws -> Reply {
            try await fixture.send(
                "POST", "/v1/registrations", as: caller, ["offeringId": .string(offering)],
                headers: withKey ? ["Idempotency-Key": "k"] : [:])
        }
        let answer = try await ask(cut)
        #expect(cutter.count == 1)
        #expect(answer.status == 201, "\(answer.text)")
        let again = try await ask(fixture)
        if withKey {
            #expect(again.text == answer.text)
        } else {
            #expect(again.code == "alreadyRegistered")
        }
        let facts = try await fixture.facts(of: offering)
        #expect(facts.filter { $0.type == "seat.taken" }.count == 1)
        #expect(facts.last?.data["registrationId"] == answer.json["id"])
        await cut.database.close()
    }
}

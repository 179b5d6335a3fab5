import DomainClock
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// F7: evaluations, shown together.
@Suite struct EvaluationTests {
    @Test func `F7: nothing is told below five answers, of the class and of each instructor, under whichever identity`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-01T15:00:00Z")
        let id = try await fixture.offering(from: "2026-03-02", to: "2026-03-02")
        let (intern, former, other) = (PersonID.new(), PersonID.new(), PersonID.new())
        try await fixture.know(intern)
        try await fixture.know(former, mergedInto: intern)
        try await fixture.know(other)
        for teacher in [intern, other] {
            _ = try await fixture.register(
                fixture.staff, id, more: ["personId": .string(teacher.description), "kind": "staff"])
        }
        var attendees: [(Caller, String)] = []
        for _ in 0..<6 {
            let caller = Caller()
            attendees.append((caller, try await fixture.register(caller, id).text("id")))
        }
        fixture.clock.move(to: try instant("2026-03-02T20:00:00Z"))
        _ = try await fixture.send(
            "PUT", "/v1/offerings/\(id)/attendance", as: fixture.staff,
            ["date": "2026-03-02", "present": .array(attendees.map { .string($0.1) })])
        func summary() async throws -> JSON {
            try await fixture.send("GET", "/v1/offerings/\(id)/evaluations", as: fixture.staff).json
        }
        for (place, (caller, registration)) in attendees.enumerated() {
            // The fifth rates the intern under an id that was merged away; only one rates the other.
            let rated = place == 4 ? former : intern
            var instructors: [JSON] = [
                ["personId": .string(rated.description), "rating": .integer(place == 0 ? 1 : 4)]
            ]
            if place == 0 {
                instructors.append(["personId": .string(other.description), "rating": 1, "comment": "No."])
            }
            let reply = try await fixture.send(
                "PUT", "/v1/registrations/\(registration)/evaluation", as: caller,
                [
                    "answers": ["overall": 5, "content": 5, "instructor": 4, "facility": 3],
                    "comment": .string("Comment \(place)"), "instructors": .array(instructors),
                ])
            #expect(reply.status == 200)
            let now = try await summary()
            #expect(now["answers"]?.integer == place + 1)
            if place < 4 {
                #expect(now["averages"] == .null)
                #expect(now["comments"] == [])
                #expect(now["instructors"] == [])
            }
        }
        let all = try await summary()
        #expect(all["averages"]?["facility"] == 3)
        #expect(all["comments"]?.array?.count == 5)
        #expect(all["instructors"]?.array?.count == 1)
        #expect(all["instructors"]?[0]?["personId"] == .string(intern.description))
        #expect(all["instructors"]?[0]?["answers"] == 5)
        #expect(all["instructors"]?[0]?["average"] == 3.4)
        #expect(try await fixture.send("GET", "/v1/offerings/\(id)/evaluations", as: Caller()).status == 403)
    }
}

import DomainClock
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Evaluations, and what is published of them (F2, F7).
@Suite struct EvaluationTests {
    @Test(.rule(.F7))
    func `F7: nothing is published of a class or an instructor, whatever their identity, below five evaluations`()
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
            // The fifth attendee rates the intern under an id that was merged; only one rates the other.
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

    @Test(.rule(.F7))
    func `F7: attendees rate interns too; averages change every five evaluations, and disclose nobody's own`()
        async throws
    {
        let lead = Caller()
        let sut = try await AttendedClass(attendees: 10, lead: lead)
        let (fixture, offering, callers, ids) = (sut.fixture, sut.offering, sut.callers, sut.registrations)
        let intern = PersonID.new()
        try await fixture.know(intern)
        _ = try await fixture.register(
            fixture.staff, offering, more: ["personId": .string(intern.description), "kind": "staff"])
        func evaluate(_ index: Int, rating: Int?) async throws -> Reply {
            var body: JSON = [
                "answers": ["overall": 4, "content": 4, "instructor": 4, "facility": 4], "comment": "Well done.",
            ]
            if let rating {
                body["instructors"] = [
                    ["personId": .string(intern.description), "rating": .integer(rating), "comment": "Keep on."]
                ]
            }
            return try await fixture.send(
                "PUT", "/v1/registrations/\(ids[index].string ?? "")/evaluation", as: callers[index], body)
        }
        func published() async throws -> [JSON] {
            try await fixture.facts(of: offering).filter { $0.type == "evaluation.aboutInstructor" }.map(\.data)
        }
        func summary() async throws -> JSON {
            try await fixture.send("GET", "/v1/offerings/\(offering)/evaluations", as: lead).json
        }
        #expect(try await evaluate(0, rating: 5).code == "evaluationNotOpen")
        _ = try await sut.record(AttendedClass.days[0], ids, as: lead)
        for index in 0..<4 { #expect(try await evaluate(index, rating: 5).status == 200) }
        #expect(try await published().isEmpty)
        let few = try await summary()
        #expect(few["answers"] == 4)
        #expect(few["averages"] == .null)
        #expect(few["comments"] == [])
        #expect(try await evaluate(4, rating: 3).status == 200)
        #expect(try await published().map { $0["answers"] } == [5])
        #expect(try await published().last?["instructorId"]?.string == intern.description)
        #expect(try await published().last?["average"] == 4.6)
        let enough = try await summary()
        #expect(enough["averages"]?["overall"] == 4)
        #expect(enough["comments"]?.array?.count == 5)
        #expect(!String(decoding: enough.serialised(), as: UTF8.self).contains(callers[0].person.description))
        #expect(enough["instructors"]?[0]?["average"] == 4.6)
        for index in 5..<9 {
            #expect(try await evaluate(index, rating: 1).status == 200)
            let next = try await summary()
            #expect(next["answers"]?.integer == index + 1)
            #expect(next["shownAnswers"] == 5)
            #expect(next["averages"] == enough["averages"])
            #expect(next["comments"] == enough["comments"])
            #expect(next["instructors"] == enough["instructors"])
        }
        // The corrections of one person count once, and an evaluation without a change does not count.
        #expect(try await evaluate(8, rating: 2).status == 200)
        #expect(try await evaluate(0, rating: 5).status == 200)
        #expect(try await summary()["shownAnswers"] == 5)
        #expect(try await published().count == 1)
        // The fifth of the class since then, and the fourth of the intern.
        #expect(try await evaluate(9, rating: nil).status == 200)
        #expect(try await summary()["shownAnswers"] == 10)
        #expect(try await summary()["instructors"] == enough["instructors"])
        #expect(try await published().count == 1)
        // A rating that is withdrawn changes the average too.
        #expect(try await evaluate(4, rating: nil).status == 200)
        #expect(try await published().map { $0["answers"] } == [5, 8])
        #expect(try await published().last?["average"] == 3.125)
        #expect(try await summary()["instructors"]?[0]?["average"] == 3.125)
        let own = "/v1/registrations/\(ids[0].string ?? "")/evaluation"
        #expect(try await fixture.send("GET", own, as: lead).status == 404)
        #expect(try await fixture.send("GET", own, as: fixture.staff).status == 404)
        #expect(try await fixture.send("GET", own, as: callers[0]).json["instructors"]?[0]?["rating"] == 5)
    }
}

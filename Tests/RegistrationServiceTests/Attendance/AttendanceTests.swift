import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// F1, F7: attendance, completion and what attendees say.
@Suite struct AttendanceTests {
    private static let days = ["2026-03-01", "2026-03-02"]

    /// A class of two days whose second has come, and its attendees.
    private static func sitting(_ attendees: Int, lead: Caller? = nil, capacity: Int = 20) async throws -> (
        fixture: RegistrationFixture, offering: String, callers: [Caller], registrations: [JSON]
    ) {
        let fixture = try await RegistrationFixture(at: "2026-03-01T15:00:00Z")
        let offering = try await fixture.offering(
            capacity: capacity, from: days[0], to: days[1],
            more: lead.map { ["leadInstructorId": .string($0.person.description)] } ?? [:])
        let callers = (0..<attendees).map { _ in Caller() }
        var registrations: [JSON] = []
        for caller in callers { registrations.append(try await fixture.register(caller, offering)["id"] ?? .null) }
        fixture.clock.move(to: try instant("2026-03-02T22:00:00Z"))
        return (fixture, offering, callers, registrations)
    }

    private static func record(
        _ fixture: RegistrationFixture, _ offering: String, _ day: String, _ present: [JSON], as caller: Caller
    ) async throws -> Reply {
        try await fixture.send(
            "PUT", "/v1/offerings/\(offering)/attendance", as: caller,
            ["date": .string(day), "present": .array(present)])
    }

    @Test func `F1: a day's list is corrected as a whole; staff reads every list that was written, and by whom`()
        async throws
    {
        let lead = Caller()
        let (fixture, offering, callers, ids) = try await Self.sitting(2, lead: lead)
        #expect(try await Self.record(fixture, offering, Self.days[0], ids, as: lead).json["version"] == 1)
        fixture.clock.move(to: try instant("2026-03-02T23:00:00Z"))
        let corrected = try await Self.record(fixture, offering, Self.days[0], [ids[1]], as: fixture.staff)
        #expect(corrected.json["present"] == [ids[1]])
        #expect(corrected.json["version"] == 2)
        let history = "/v1/offerings/\(offering)/attendance/history"
        let items = try #require(
            try await fixture.send("GET", history, as: Caller(roles: [.auditor])).json["items"]?.array)
        #expect(items.map { $0["present"]?.array?.count } == [2, 1])
        #expect(
            items.map { $0["recordedBy"]?.string } == [lead.person.description, fixture.staff.person.description])
        #expect(items.map { $0["recordedAt"] } == ["2026-03-02T22:00:00Z", "2026-03-02T23:00:00Z"])
        let first = try await fixture.send("GET", history + "?limit=1", as: fixture.staff)
        let next = try await fixture.send(
            "GET", history + "?limit=1&cursor=\(first.json["nextCursor"]?.string ?? "")", as: fixture.staff)
        #expect(first.json["items"]?[0] == items[0])
        #expect(next.json["items"]?.array == [items[1]])
        #expect(try await fixture.send("GET", history, as: lead).status == 403)
        #expect(try await fixture.send("GET", history, as: callers[0]).status == 403)
        let facts = try await fixture.facts(of: offering).filter { $0.type == "attendance.recorded" }
        #expect(facts.map { $0.data["registrationIds"]?.array?.count } == [2, 1])
    }

    @Test func `F1: a completion recorded in error is voided once, and recorded again when attendance is right`()
        async throws
    {
        let (fixture, offering, callers, ids) = try await Self.sitting(1)
        func complete() async throws -> JSON {
            try await fixture.send(
                "POST", "/v1/offerings/\(offering)/completions", as: fixture.staff, ["registrationIds": .array(ids)]
            ).json
        }
        _ = try await Self.record(fixture, offering, Self.days[0], ids, as: fixture.staff)
        let missing = try await complete()
        #expect(missing["refused"]?[0]?["code"] == "attendanceIncomplete")
        #expect(missing["refused"]?[0]?["detail"] == "1 of 2 days were attended.")
        _ = try await Self.record(fixture, offering, Self.days[1], ids, as: fixture.staff)
        let first = try #require(try await complete()["completions"]?[0]?["completionId"]?.string)
        let evaluated = try await fixture.send(
            "PUT", "/v1/registrations/\(ids[0].string ?? "")/evaluation", as: callers[0],
            ["answers": ["overall": 5, "content": 5, "instructor": 4, "facility": 4]])
        #expect(evaluated.status == 200)
        let path = "/v1/completions/\(first)/void"
        #expect(try await fixture.send("POST", path, as: fixture.staff, ["reason": "Wrong list."]).status == 200)
        #expect(try await fixture.send("POST", path, as: fixture.staff, ["reason": "Twice."]).code == "alreadyVoided")
        let second = try #require(try await complete()["completions"]?[0]?["completionId"]?.string)
        #expect(first != second)
        #expect(try await complete()["refused"]?[0]?["code"] == "alreadyCompleted")
        #expect(try await fixture.facts(of: first).map(\.type) == ["completion.recorded", "completion.voided"])
        #expect(try await fixture.facts(of: second).map(\.type) == ["completion.recorded"])
        let states = try await fixture.database.query(
            "SELECT data FROM state_record WHERE type LIKE '%completion.state%' AND aggregate_id = \(second)")
        // What was evaluated stays so: the new certificate need not wait.
        #expect(try states.first?.value(at: 0, as: JSON.self)["evaluated"] == true)
        let report = try await fixture.send("GET", "/v1/reports/completions?from=2026-01-01&to=2026-12-31")
        #expect(report.json["rows"]?[0]?["count"] == 1)
    }

    @Test func `F1: attendance and completion are the lead instructor's of now; who led before has no say any more`()
        async throws
    {
        let (before, after) = (Caller(), Caller())
        let (fixture, offering, _, ids) = try await Self.sitting(1, lead: before)
        #expect(try await Self.record(fixture, offering, Self.days[0], ids, as: after).status == 403)
        #expect(try await Self.record(fixture, offering, Self.days[0], ids, as: before).status == 200)
        let changed = try await fixture.send(
            "PATCH", "/v1/offerings/\(offering)", as: fixture.staff,
            ["leadInstructorId": .string(after.person.description)])
        #expect(changed.status == 200)
        #expect(
            try await fixture.facts(of: offering).last { $0.type == "offering.changed" }?.data["leadInstructorId"]?
                .string
                == after.person.description)
        #expect(try await Self.record(fixture, offering, Self.days[1], ids, as: before).status == 403)
        #expect(try await Self.record(fixture, offering, Self.days[1], ids, as: after).status == 200)
        let wish: JSON = ["all": true]
        let path = "/v1/offerings/\(offering)/completions"
        #expect(try await fixture.send("POST", path, as: before, wish).status == 403)
        #expect(try await fixture.send("POST", path, as: after, wish).json["completed"] == .array(ids))
        let none = try await fixture.send(
            "PATCH", "/v1/offerings/\(offering)", as: fixture.staff, ["leadInstructorId": .null])
        #expect(none.status == 200)
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)/roster", as: after).status == 403)
    }

    @Test
    func `F7: attendees rate interns too; averages are told from five answers on, in steps that tell nobody's own`()
        async throws
    {
        let lead = Caller()
        let (fixture, offering, callers, ids) = try await Self.sitting(10, lead: lead)
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
        func told() async throws -> [JSON] {
            try await fixture.facts(of: offering).filter { $0.type == "evaluation.aboutInstructor" }.map(\.data)
        }
        func summary() async throws -> JSON {
            try await fixture.send("GET", "/v1/offerings/\(offering)/evaluations", as: lead).json
        }
        #expect(try await evaluate(0, rating: 5).code == "evaluationNotOpen")
        _ = try await Self.record(fixture, offering, Self.days[0], ids, as: lead)
        for index in 0..<4 { #expect(try await evaluate(index, rating: 5).status == 200) }
        #expect(try await told().isEmpty)
        let few = try await summary()
        #expect(few["answers"] == 4)
        #expect(few["averages"] == .null)
        #expect(few["comments"] == [])
        #expect(try await evaluate(4, rating: 3).status == 200)
        #expect(try await told().map { $0["answers"] } == [5])
        #expect(try await told().last?["instructorId"]?.string == intern.description)
        #expect(try await told().last?["average"] == 4.6)
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
        // Who corrects an answer is one person still, and who says the same again nobody.
        #expect(try await evaluate(8, rating: 2).status == 200)
        #expect(try await evaluate(0, rating: 5).status == 200)
        #expect(try await summary()["shownAnswers"] == 5)
        #expect(try await told().count == 1)
        // The class's fifth since; of the intern there are four.
        #expect(try await evaluate(9, rating: nil).status == 200)
        #expect(try await summary()["shownAnswers"] == 10)
        #expect(try await summary()["instructors"] == enough["instructors"])
        #expect(try await told().count == 1)
        // Who takes a rating back changes the average too.
        #expect(try await evaluate(4, rating: nil).status == 200)
        #expect(try await told().map { $0["answers"] } == [5, 8])
        #expect(try await told().last?["average"] == 3.125)
        #expect(try await summary()["instructors"]?[0]?["average"] == 3.125)
        let own = "/v1/registrations/\(ids[0].string ?? "")/evaluation"
        #expect(try await fixture.send("GET", own, as: lead).status == 404)
        #expect(try await fixture.send("GET", own, as: fixture.staff).status == 404)
        #expect(try await fixture.send("GET", own, as: callers[0]).json["instructors"]?[0]?["rating"] == 5)
    }
}

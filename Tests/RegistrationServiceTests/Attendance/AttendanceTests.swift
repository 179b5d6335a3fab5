import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Attendance by day (F1).
@Suite struct AttendanceTests {
    @Test(.rule(.F1))
    func `F1: a day is corrected as a whole, and staff sees everything that was recorded, with who recorded it`()
        async throws
    {
        let lead = Caller()
        let sut = try await AttendedClass(attendees: 2, lead: lead)
        let (fixture, offering, callers, ids) = (sut.fixture, sut.offering, sut.callers, sut.registrations)
        #expect(try await sut.record(AttendedClass.days[0], ids, as: lead).json["version"] == 1)
        fixture.clock.move(to: try instant("2026-03-02T23:00:00Z"))
        let corrected = try await sut.record(AttendedClass.days[0], [ids[1]], as: fixture.staff)
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

    @Test(.rule(.F1))
    func `F1: the present lead instructor records attendance and completions, and a former one no longer does`()
        async throws
    {
        let (before, after) = (Caller(), Caller())
        let sut = try await AttendedClass(attendees: 1, lead: before)
        let (fixture, offering, ids) = (sut.fixture, sut.offering, sut.registrations)
        #expect(try await sut.record(AttendedClass.days[0], ids, as: after).status == 403)
        #expect(try await sut.record(AttendedClass.days[0], ids, as: before).status == 200)
        let changed = try await fixture.send(
            "PATCH", "/v1/offerings/\(offering)", as: fixture.staff,
            ["leadInstructorId": .string(after.person.description)])
        #expect(changed.status == 200)
        #expect(
            try await fixture.facts(of: offering).last { $0.type == "offering.changed" }?.data["leadInstructorId"]?
                .string
                == after.person.description)
        #expect(try await sut.record(AttendedClass.days[1], ids, as: before).status == 403)
        #expect(try await sut.record(AttendedClass.days[1], ids, as: after).status == 200)
        let all: JSON = ["all": true]
        let path = "/v1/offerings/\(offering)/completions"
        #expect(try await fixture.send("POST", path, as: before, all).status == 403)
        #expect(try await fixture.send("POST", path, as: after, all).json["completed"] == .array(ids))
        let none = try await fixture.send(
            "PATCH", "/v1/offerings/\(offering)", as: fixture.staff, ["leadInstructorId": .null])
        #expect(none.status == 200)
        #expect(try await fixture.send("GET", "/v1/offerings/\(offering)/roster", as: after).status == 403)
    }
}

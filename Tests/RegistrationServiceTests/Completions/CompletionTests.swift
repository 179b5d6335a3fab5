import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Completions of classes (F1).
@Suite struct CompletionTests {
    @Test(.rule(.F1, .F2))
    func `F1: a completion recorded in error is voided once, and recorded again when attendance is right`()
        async throws
    {
        let sut = try await AttendedClass(attendees: 1)
        let (fixture, offering, callers, ids) = (sut.fixture, sut.offering, sut.callers, sut.registrations)
        func complete() async throws -> JSON {
            try await fixture.send(
                "POST", "/v1/offerings/\(offering)/completions", as: fixture.staff, ["registrationIds": .array(ids)]
            ).json
        }
        _ = try await sut.record(AttendedClass.days[0], ids, as: fixture.staff)
        let missing = try await complete()
        #expect(missing["refused"]?[0]?["code"] == "attendanceIncomplete")
        #expect(missing["refused"]?[0]?["detail"] == "1 of 2 days were attended.")
        _ = try await sut.record(AttendedClass.days[1], ids, as: fixture.staff)
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
        // The evaluation counts for the new completion too, so its certificate does not wait (F2).
        #expect(try states.first?.value(at: 0, as: JSON.self)["evaluated"] == true)
        let report = try await fixture.send("GET", "/v1/reports/completions?from=2026-01-01&to=2026-12-31")
        #expect(report.json["rows"]?[0]?["count"] == 1)
    }
}

import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct DeterminationTests {
    @Test func `H1 a hold between submission and decision keeps from acceptance, not from being declined`()
        async throws
    {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        let path = try await fixture.submitted(person)
        try await fixture.reviewed(path)
        try await fixture.person(person, heldFrom: "2026-08-15")
        let refused = try await fixture.determine(path)
        #expect(refused.status == 409 && refused.code == "requirementsUnmet", "\(refused.text)")
        #expect(refused.json["requirements"]?.array?.map { $0.text("code") } == ["H1"])
        #expect(try await fixture.send("GET", "/v1/me/candidacy", as: Caller(person, .member)).status == 404)
        #expect(try await fixture.determine(path, "declined").json.text("status") == "declined")
    }

    @Test func `H1 H2 a revoked credential and a left position keep from acceptance, until they are mended`()
        async throws
    {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        let credential = CredentialID.new()
        try await fixture.person(person)
        try await fixture.credential(credential, of: person)
        try await fixture.profile(person)
        let path = try await fixture.draft(person)
        _ = try await fixture.send("PATCH", path, as: Caller(person, .member), InstructorQualificationFixture.filled)
        _ = try await fixture.send(
            "PUT", "\(path)/documents/chiefLetter", as: Caller(person, .member),
            bytes: InstructorQualificationFixture.pdf, type: "application/pdf")
        #expect(try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:]).status == 200)
        try await fixture.reviewed(path)
        try await fixture.credential(credential, of: person, revokedOn: day("2026-08-20"))
        try await fixture.person(person, position: nil)
        let refused = try await fixture.determine(path)
        #expect(refused.json["requirements"]?.array?.map { $0.text("code") } == ["H1", "H2"], "\(refused.text)")
        try await fixture.credential(.new(), of: person)
        try await fixture.person(person)
        #expect(try await fixture.determine(path).json.text("status") == "accepted")
    }

    @Test func `H11 the interviewer is a committee member or the Training Director`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let (member, plain, caller) = (PersonID.new(), PersonID.new(), PersonID.new())
        let path = try await fixture.submitted(.new())
        try await fixture.person(member, roles: [.trainingCommittee])
        try await fixture.person(plain)
        for (who, status) in [(PersonID.new(), 409), (plain, 409), (member, 200), (caller, 200)] {
            let planned = try await fixture.send(
                "POST", "\(path)/interview", as: Caller(caller, .trainingDirector),
                ["at": "2026-08-30T15:00:00Z", "interviewerId": .string(who.description)])
            #expect(planned.status == status, "\(planned.text)")
            if status == 409 { #expect(planned.code == "interviewerUnfit") }
        }
    }

    @Test func `H11 a result is of a scheduled interview, which may have been held before its time`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let caller = PersonID.new()
        let path = try await fixture.submitted(.new())
        func result() async throws -> Reply {
            try await fixture.send(
                "PUT", "\(path)/interview/result", as: Caller(caller, .trainingDirector),
                ["recommendation": "accept", "comment": "Fine."])
        }
        let unplanned = try await result()
        #expect(unplanned.status == 409 && unplanned.code == "interviewNotScheduled", "\(unplanned.text)")
        _ = try await fixture.send(
            "POST", "\(path)/interview", as: Caller(caller, .trainingDirector),
            ["at": "2026-08-31T18:00:01Z", "interviewerId": .string(caller.description)])
        #expect(try await result().status == 200)
    }

    @Test func `H3 is not met while the home state is unknown`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        func met() async throws -> JSON? {
            try await fixture.send("GET", "/v1/me/instructor-eligibility", as: Caller(person, .member)).json[
                "requirements"]?.array?
                .first { $0.text("code") == "H3" }?["met"]
        }
        try await fixture.profile(person, homeState: nil, certifiedSince: "2020-05-01")
        #expect(try await met() == false)
        try await fixture.profile(person, certifiedSince: "2020-05-01")
        #expect(try await met() == true)
    }

    @Test func `null takes back what was filled in, and a video's address is one of the web`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        let path = try await fixture.draft(person)
        _ = try await fixture.send("PATCH", path, as: Caller(person, .member), InstructorQualificationFixture.filled)
        let taken = try await fixture.send(
            "PATCH", path, as: Caller(person, .member),
            ["trainingHours": .null, "instructorCertification": .null, "videoUrl": .null])
        #expect(taken.json["trainingHours"] == .null && taken.json["videoUrl"] == .null, "\(taken.text)")
        #expect(taken.json["instructorCertification"] == .null && taken.json["degree"] == "AA")
        for wrong in ["javascript:alert(1)", "file:///etc/passwd", "ftp://video.example/1", "https://"] {
            let refused = try await fixture.send(
                "PATCH", path, as: Caller(person, .member), ["videoUrl": .string(wrong)])
            #expect(refused.status == 422, "\(wrong): \(refused.text)")
        }
    }
}

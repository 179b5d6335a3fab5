import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct DeterminationTests {
    @Test(.rule(.H1)) func `a hold between submission and decision prevents acceptance, but not declining`()
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

    @Test(.rule(.H1, .H2))
    func `a revoked credential and an ended position prevent acceptance until there are new ones`()
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

    @Test(.rule(.H11)) func `the interviewer is a committee member or the Training Director`() async throws {
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

    @Test(.rule(.H11)) func `a result belongs to a scheduled interview, which may have been held before its time`()
        async throws
    {
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
}

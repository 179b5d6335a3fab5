import Contracts
import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct CandidateTests {
    @Test(.rule(.H12, .H19)) func `acceptance makes one candidate, whose eighteen months end with the month`()
        async throws
    {
        let fixture = try await InstructorQualificationFixture()
        let (person, director) = (PersonID.new(), PersonID.new())
        let path = try await fixture.submitted(person)
        try await fixture.reviewed(path)
        let key = "accept-1"
        let accepted = try await fixture.determine(path, as: director, headers: ["Idempotency-Key": key])
        #expect(accepted.json.text("status") == "accepted")
        let id = accepted.json.text("candidateId")
        #expect(
            try await fixture.determine(path, as: director, headers: ["Idempotency-Key": key]).json.text(
                "candidateId") == id)
        #expect(
            try await fixture.send("GET", path, as: Caller(director, .trainingDirector)).json.text("candidateId") == id)
        let candidacy = try await fixture.send("GET", "/v1/me/candidacy", as: Caller(person, .member))
        #expect(candidacy.json.text("id") == id)
        #expect(candidacy.json.text("stage") == "intern")
        #expect(candidacy.json["window"] == ["startedOn": "2026-08-31", "dueOn": "2028-02-29"])
        #expect(candidacy.json.text("whoActs") == "trainingDirector")
        #expect(
            try await fixture.facts().sorted()
                == ["application.accepted", "application.submitted", "candidate.staged"])
        #expect(
            try await fixture.send("POST", InstructorQualificationFixture.path, as: Caller(person, .member), [:]).code
                == "alreadyCandidate")
    }

    @Test(.rule(.H19)) func `the window ends with its last day in the association's time zone`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        _ = try await fixture.candidate(person)
        for (time, overdue) in [("2028-03-01T05:59:59Z", false), ("2028-03-01T06:00:00Z", true)] {
            fixture.clock.move(to: try #require(Instant(time)))
            let candidacy = try await fixture.send("GET", "/v1/me/candidacy", as: Caller(person, .member))
            #expect(candidacy.json["overdue"] == .bool(overdue))
        }
    }

    @Test(.rule(.H19, .A5)) func `the reviewers see a candidate, and candidates see themselves`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let (person, other) = (PersonID.new(), PersonID.new())
        let path = try await fixture.candidate(person)
        #expect(try await fixture.send("GET", path, as: Caller(other, .member)).status == 404)
        #expect(try await fixture.send("GET", path, as: Caller(person, .member)).status == 200)
        #expect(try await fixture.send("GET", "/v1/me/candidacy", as: Caller(other, .member)).status == 404)
        #expect(try await fixture.send("GET", "/v1/candidates", as: Caller(person, .member)).status == 403)
        for role in [Role.trainingDirector, .trainingCommittee, .executiveDirector, .staff] {
            #expect(try await fixture.send("GET", path, as: Caller(other, role)).status == 200)
            let list = try await fixture.send("GET", "/v1/candidates", as: Caller(other, role)).json["items"]?.array
            #expect(list?.map { $0.text("personId") } == [person.description])
        }
        // A5: under the id that the person's was merged into.
        try await fixture.person(person, mergedInto: other)
        #expect(try await fixture.send("GET", "/v1/me/candidacy", as: Caller(other, .member)).status == 200)
    }

    @Test(.rule(.H13)) func `the Training Director assigns the Qualifying Instructor, who is not the candidate`()
        async throws
    {
        let fixture = try await InstructorQualificationFixture()
        let (person, qi, director) = (PersonID.new(), PersonID.new(), PersonID.new())
        let path = try await fixture.candidate(person)
        func assign(_ who: PersonID, _ role: Role = .trainingDirector) async throws -> Reply {
            try await fixture.send(
                "PUT", "\(path)/qi", as: Caller(director, role), ["personId": .string(who.description)])
        }
        #expect(try await assign(qi, .trainingCommittee).status == 403)
        #expect(try await assign(person).code == "qualifyingInstructorUnfit")
        let unknown = try await assign(qi)
        #expect(unknown.status == 409 && unknown.code == "qualifyingInstructorUnfit")
        let former = PersonID.new()
        for known in [qi, former] { try await fixture.person(known) }
        #expect(try await assign(former).status == 200)
        let assigned = try await assign(qi)
        #expect(assigned.json.text("qiId") == qi.description)
        let history = try await fixture.database.query(
            "SELECT 1 FROM candidate_note WHERE what = 'qualifyingInstructor'")
        #expect(history.count == 2)
    }

    @Test(.rule(.H19)) func `an extension is later, has its reason, and is published`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let path = try await fixture.candidate(.new())
        let director = PersonID.new()
        func extend(_ until: String, _ tag: String = "*") async throws -> Reply {
            try await fixture.send(
                "POST", "\(path)/extensions", as: Caller(director, .trainingDirector),
                ["until": .string(until), "reason": "Illness."], headers: ["If-Match": tag])
        }
        let earlier = try await extend("2028-02-29")
        #expect(earlier.status == 409)
        #expect(earlier.code == "extensionNotLater")
        #expect(try await extend("2028-06-30", "\"7\"").status == 412)
        let extended = try await extend("2028-06-30", "\"1\"")
        #expect(extended.json["window"]?.text("dueOn") == "2028-06-30")
        #expect(try await fixture.facts().last == "candidate.extended")
    }
}

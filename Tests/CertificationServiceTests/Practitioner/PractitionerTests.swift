import Contracts
import DomainClock
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import CertificationService

@Suite struct PractitionerTests {
    @Test(.rule(.G1, .G2, .G3, .G4, .G5, .G6, .G9, .G10))
    func `a refused submission lists what is unmet, until nothing is`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let path = try await fixture.draft(person, hours: 119.75)
        let refused = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        #expect(refused.status == 409)
        #expect(refused.code == "requirementsUnmet")
        #expect(refused.unmet == ["G1", "G2", "G3", "G4", "G5", "G6", "G9"])
        try await fixture.fit(person, verified: false)
        #expect(try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:]).unmet == ["G6"])
        #expect(try await fixture.claim(path, person, hours: 0.25).status == 201)
        let submitted = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        #expect(submitted.status == 200)
        #expect(submitted.json.text("status") == "submitted")
        #expect(submitted.json.text("submittedOn") == "2026-03-01")
        #expect(submitted.json.text("rulePack") == "2026.1")
        #expect(try await fixture.facts() == ["application.submitted"])
        #expect(try await fixture.claim(path, person, hours: 1).code == "applicationState")
        #expect(
            try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:]).code
                == "applicationState")
    }

    @Test func `hours are claimed in quarters, and a course does not end before it starts`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let path = try await fixture.draft(person)
        let odd = try await fixture.claim(path, person, hours: 1.1)
        #expect(odd.status == 422)
        #expect(odd.json["errors"]?[0]?.text("pointer") == "/hours")
        let backwards = try await fixture.send(
            "POST", "\(path)/credits", as: Caller(person, .member),
            [
                "title": "Seminar", "provider": "State academy", "subject": "Teen brain", "hours": 8,
                "startsOn": "2024-05-02", "endsOn": "2024-05-01", "annual": false,
            ])
        #expect(backwards.status == 409 && backwards.code == "datesReversed")
    }

    @Test(.rule(.G6, .G10, .G11))
    func `an approval needs applied hours and verified assignments, and awards the credential once`() async throws {
        let fixture = try await CertificationFixture()
        let (person, reviewer) = (PersonID.new(), PersonID.new())
        try await fixture.fit(person, verified: false)
        let path = try await fixture.draft(person)
        #expect(try await fixture.determine(path, "approved", as: reviewer).code == "applicationState")
        _ = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        let early = try await fixture.determine(path, "approved", as: reviewer)
        #expect(early.status == 409)
        #expect(early.unmet == ["G1", "G2", "G6"])
        let disposed = try await fixture.dispose(path, "applied", as: reviewer)
        #expect(disposed.status == 200 && disposed.json["credits"]?[0]?["version"] == 2)
        #expect(try await fixture.determine(path, "approved", as: reviewer).unmet == ["G1", "G2"])
        try await fixture.fit(person)
        let approved = try await fixture.determine(path, "approved", as: reviewer)
        #expect(approved.json.text("status") == "approved")
        #expect(try await fixture.determine(path, "approved", as: reviewer).code == "applicationState")
        let credentials = try await fixture.send("GET", "/v1/credentials?personId=\(person)").json["items"]?.array
        #expect(credentials?.map { $0.text("status") } == ["valid"])

        // The approval of a second application awards no second credential.
        let second = try await fixture.draft(person)
        _ = try await fixture.send("POST", "\(second)/submission", as: Caller(person, .member), [:])
        _ = try await fixture.dispose(second, "applied", as: reviewer)
        #expect(try await fixture.determine(second, "approved", as: reviewer).status == 200)
        let facts = try await fixture.facts()
        #expect(facts.filter { $0 == "credential.awarded" }.count == 1)
        #expect(facts.filter { $0 == "application.approved" }.count == 2)

        let revocation = "/v1/credentials/\(credentials?[0].text("id") ?? "")/revocation"
        let staff = PersonID.new()
        #expect(
            try await fixture.send("POST", revocation, as: Caller(person, .member), ["reason": "Left."]).status == 403)
        let revoked = try await fixture.send("POST", revocation, as: Caller(staff, .staff), ["reason": "Left."])
        #expect(revoked.json.text("status") == "revoked")
        #expect(
            try await fixture.send("POST", revocation, as: Caller(staff, .staff), ["reason": "Left."]).code
                == "credentialRevoked")
        #expect(try await fixture.facts().last == "credential.revoked")
    }

    @Test(.rule(.G2)) func `employment is required on the day of the decision`() async throws {
        let fixture = try await CertificationFixture()
        let (person, reviewer) = (PersonID.new(), PersonID.new())
        try await fixture.fit(person)
        let path = try await fixture.draft(person)
        _ = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        _ = try await fixture.dispose(path, "applied", as: reviewer)
        try await fixture.fit(person, to: day("2026-03-15"))
        fixture.clock.move(to: fixture.clock.now.adding(seconds: 30 * 86_400))
        #expect(try await fixture.determine(path, "approved", as: reviewer).unmet == ["G2"])
        #expect(try await fixture.determine(path, "declined", as: reviewer).json.text("status") == "declined")
        #expect(try await fixture.facts().last == "application.declined")
    }

    @Test(.rule(.G3, .G5)) func `a refused course does not lead to a credential`() async throws {
        let fixture = try await CertificationFixture()
        let (person, reviewer) = (PersonID.new(), PersonID.new())
        try await fixture.fit(person, courses: ["basic-sro", "conference"])
        _ = try await fixture.send(
            "POST", "/v1/approved-courses", as: Caller(reviewer, .staff),
            [
                "title": "Seminar", "provider": "State Academy", "serves": "advanced", "hours": 24,
                "validFrom": "2015-01-01",
            ])
        let path = try await fixture.draft(person, hours: 24)
        _ = try await fixture.send(
            "POST", "\(path)/credits", as: Caller(person, .member),
            [
                "title": "Academy year", "provider": "State academy", "subject": "Juveniles", "hours": 160,
                "startsOn": "2024-05-01", "endsOn": "2024-06-01", "annual": false,
            ])
        #expect(try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:]).status == 200)
        let credits = try await fixture.send("GET", path, as: Caller(person, .member)).json["credits"]?.array ?? []
        func dispose(_ title: String, _ disposition: JSON) async throws {
            let id = credits.first { $0.text("title") == title }?.text("id") ?? ""
            let disposed = try await fixture.send(
                "PUT", "\(path)/credits/\(id)/disposition", as: Caller(reviewer, .staff),
                ["disposition": disposition, "reason": "Looked at."])
            #expect(disposed.status == 200, "\(disposed.text)")
        }
        try await dispose("Academy year", "applied")
        #expect(try await fixture.determine(path, "approved", as: reviewer).unmet == ["G5"])
        try await dispose("Seminar", "notRelevant")
        #expect(try await fixture.determine(path, "approved", as: reviewer).unmet == ["G5"])
        try await dispose("Seminar", "applied")
        #expect(try await fixture.determine(path, "approved", as: reviewer).json.text("status") == "approved")
    }

    @Test(.rule(.G10)) func `a question returns the application to its applicant until the next submission`()
        async throws
    {
        let fixture = try await CertificationFixture()
        let (person, reviewer) = (PersonID.new(), PersonID.new())
        try await fixture.fit(person)
        let path = try await fixture.draft(person)
        _ = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        let asked = try await fixture.send(
            "POST", "\(path)/more-info", as: Caller(reviewer, .staff), ["question": "Which school?"])
        #expect(asked.json.text("status") == "moreInfo")
        #expect(try await fixture.dispose(path, "applied", as: reviewer).code == "applicationState")
        let answered = try await fixture.send(
            "PATCH", path, as: Caller(person, .member), ["statement": "Springfield High."])
        #expect(answered.json.text("question") == "Which school?")
        #expect(answered.json.text("statement") == "Springfield High.")
        _ = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        let withdrawn = try await fixture.send("POST", "\(path)/withdrawal", as: Caller(person, .member), [:])
        #expect(withdrawn.json.text("status") == "withdrawn")
        #expect(
            try await fixture.facts().map { $0.split(separator: ".").last } == [
                "submitted", "moreInfoAsked", "submitted", "withdrawn",
            ])
        // Then another one may be started.
        #expect(
            try await fixture.send("POST", CertificationFixture.applications, as: Caller(person, .member), [:]).status
                == 201)
        #expect(
            try await fixture.send("POST", CertificationFixture.applications, as: Caller(person, .member), [:]).code
                == "applicationOpen")
    }

    @Test(.rule(.G6, .G10)) func `nobody decides on their own application, nor under a merged id`() async throws {
        let fixture = try await CertificationFixture()
        let (person, survivor) = (PersonID.new(), PersonID.new())
        try await fixture.fit(person)
        let path = try await fixture.draft(person)
        _ = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        try await fixture.person(person, mergedInto: survivor)
        for reviewer in [person, survivor] {
            #expect(try await fixture.dispose(path, "applied", as: reviewer).code == "ownApplication")
            #expect(try await fixture.determine(path, "approved", as: reviewer).code == "ownApplication")
            #expect(
                try await fixture.send("POST", "\(path)/more-info", as: Caller(reviewer, .staff), ["question": "?"])
                    .code
                    == "ownApplication")
        }
    }

    @Test func `more reviewers than connections wait for each other, and all succeed`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        try await fixture.fit(person)
        let path = try await fixture.draft(person)
        _ = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<24 {
                group.addTask { try await fixture.dispose(path, "applied", as: .new()).status }
            }
            for try await status in group { #expect(status == 200) }
        }
    }

    @Test(.rule(.G10)) func `applicant and reviewers see an application`() async throws {
        let fixture = try await CertificationFixture()
        let (person, other) = (PersonID.new(), PersonID.new())
        let path = try await fixture.draft(person)
        #expect(try await fixture.send("GET", path, as: Caller(other, .member)).status == 404)
        #expect(try await fixture.send("PATCH", path, as: Caller(other, .member), ["statement": "x"]).status == 404)
        #expect(try await fixture.send("POST", "\(path)/withdrawal", as: Caller(other, .member), [:]).status == 404)
        #expect(try await fixture.send("GET", path, as: Caller(other, .staff)).status == 200)
        #expect(try await fixture.send("GET", path, as: Caller(other, .trainingCommittee)).status == 200)
        #expect(
            try await fixture.send("GET", CertificationFixture.applications, as: Caller(person, .member)).status == 403)
        let list = try await fixture.send(
            "GET", "\(CertificationFixture.applications)?status=draft", as: Caller(other, .staff))
        #expect(list.json["items"]?.array?.map { $0.text("personId") } == [person.description])
    }

    @Test(.rule(.G10)) func `one key starts one application, and a stale version is refused`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        func begin(_ key: String) async throws -> Reply {
            try await fixture.send(
                "POST", CertificationFixture.applications, as: Caller(person, .member), [:],
                headers: ["Idempotency-Key": key])
        }
        let made = try await begin("k1")
        #expect(made.status == 201)
        #expect(try await begin("k1").json["id"] == made.json["id"])
        #expect(try await begin("k2").code == "applicationOpen")
        let path = "\(CertificationFixture.applications)/\(made.json.text("id"))"
        #expect(made.headers["Location"] == path)
        let tag = try #require(made.headers["ETag"])
        #expect(
            try await fixture.send(
                "PATCH", path, as: Caller(person, .member), ["statement": "One."], headers: ["If-Match": tag]
            )
            .status == 200)
        #expect(
            try await fixture.send(
                "PATCH", path, as: Caller(person, .member), ["statement": "Two."], headers: ["If-Match": tag]
            )
            .status == 412)
        #expect(try await fixture.claim(path, person, hours: 8, headers: ["If-Match": tag]).status == 412)
        let unknown = try await fixture.send("PATCH", path, as: Caller(person, .member), ["state": "approved"])
        #expect(unknown.status == 422)
    }
}

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
    @Test func `own courses and assignments fill in the progress from events`() async throws {
        try await CertificationSample.with { sample in
            let person = PersonID.new()
            func met() async throws -> [String] {
                let progress = try await sample.send("GET", "/v1/me/practitioner", as: person)
                #expect(progress.status == 200)
                return (progress.json["requirements"]?.array ?? []).filter { $0["met"] == true }.map { $0.text("code") }
            }
            #expect(try await met() == ["G7", "G8"])
            try await sample.fit(person, verified: false)
            #expect(try await met() == ["G1", "G2", "G3", "G4", "G5", "G7", "G8", "G9"])
            let years = try await sample.send("GET", "/v1/me/practitioner", as: person).json["requirements"]?[0]
            #expect(years?.text("reason").contains("not verified yet") == true)
            // A5: what was done under an id that was merged away counts.
            let survivor = PersonID.new()
            try await sample.person(person, mergedInto: survivor)
            let progress = try await sample.send("GET", "/v1/me/practitioner", as: survivor).json
            #expect(progress["requirements"]?[2]?["met"] == true)
        }
    }

    @Test func `G10 submission is refused with the list of what is unmet, and accepted when nothing is`() async throws {
        try await CertificationSample.with { sample in
            let person = PersonID.new()
            let path = try await sample.draft(person, hours: 119.75)
            let refused = try await sample.send("POST", "\(path)/submission", [:], as: person)
            #expect(refused.status == 409)
            #expect(refused.code == "requirementsUnmet")
            #expect(refused.unmet == ["G1", "G2", "G3", "G4", "G5", "G6", "G9"])
            try await sample.fit(person, verified: false)
            #expect(try await sample.send("POST", "\(path)/submission", [:], as: person).unmet == ["G6"])
            #expect(try await sample.claim(path, person, hours: 0.25).status == 201)
            let submitted = try await sample.send("POST", "\(path)/submission", [:], as: person)
            #expect(submitted.status == 200)
            #expect(submitted.json.text("status") == "submitted")
            #expect(submitted.json.text("submittedOn") == "2026-03-01")
            #expect(submitted.json.text("rulePack") == "2026.1")
            #expect(try await sample.facts() == ["application.submitted"])
            #expect(try await sample.claim(path, person, hours: 1).code == "applicationState")
            #expect(try await sample.send("POST", "\(path)/submission", [:], as: person).code == "applicationState")
        }
    }

    @Test func `G10 hours come in quarters, and a course does not end before it starts`() async throws {
        try await CertificationSample.with { sample in
            let person = PersonID.new()
            let path = try await sample.draft(person)
            let odd = try await sample.claim(path, person, hours: 1.1)
            #expect(odd.status == 422)
            #expect(odd.json["errors"]?[0]?.text("pointer") == "/hours")
            let backwards = try await sample.send(
                "POST", "\(path)/credits",
                [
                    "title": "Seminar", "provider": "State academy", "subject": "Teen brain", "hours": 8,
                    "startsOn": "2024-05-02", "endsOn": "2024-05-01", "annual": false,
                ], as: person)
            #expect(backwards.status == 409 && backwards.code == "datesReversed")
        }
    }

    @Test func `G10 approval needs applied hours and verified assignments, and awards the credential once`()
        async throws
    {
        try await CertificationSample.with { sample in
            let (person, reviewer) = (PersonID.new(), PersonID.new())
            try await sample.fit(person, verified: false)
            let path = try await sample.draft(person)
            #expect(try await sample.determine(path, "approved", as: reviewer).code == "applicationState")
            _ = try await sample.send("POST", "\(path)/submission", [:], as: person)
            let early = try await sample.determine(path, "approved", as: reviewer)
            #expect(early.status == 409)
            #expect(early.unmet == ["G1", "G2", "G6"])
            let disposed = try await sample.dispose(path, "applied", as: reviewer)
            #expect(disposed.status == 200 && disposed.json["credits"]?[0]?["version"] == 2)
            #expect(try await sample.determine(path, "approved", as: reviewer).unmet == ["G1", "G2"])
            try await sample.fit(person)
            let approved = try await sample.determine(path, "approved", as: reviewer)
            #expect(approved.json.text("status") == "approved")
            #expect(try await sample.determine(path, "approved", as: reviewer).code == "applicationState")
            let credentials = try await sample.send("GET", "/v1/credentials?personId=\(person)").json["items"]?.array
            #expect(credentials?.map { $0.text("status") } == ["valid"])

            // A second application's approval finds the credential there.
            let second = try await sample.draft(person)
            _ = try await sample.send("POST", "\(second)/submission", [:], as: person)
            _ = try await sample.dispose(second, "applied", as: reviewer)
            #expect(try await sample.determine(second, "approved", as: reviewer).status == 200)
            let facts = try await sample.facts()
            #expect(facts.filter { $0 == "credential.awarded" }.count == 1)
            #expect(facts.filter { $0 == "application.approved" }.count == 2)

            let revocation = "/v1/credentials/\(credentials?[0].text("id") ?? "")/revocation"
            let staff = PersonID.new()
            #expect(try await sample.send("POST", revocation, ["reason": "Left."], as: person).status == 403)
            let revoked = try await sample.send("POST", revocation, ["reason": "Left."], as: staff, .staff)
            #expect(revoked.json.text("status") == "revoked")
            #expect(
                try await sample.send("POST", revocation, ["reason": "Left."], as: staff, .staff).code
                    == "credentialRevoked")
            #expect(try await sample.facts().last == "credential.revoked")
        }
    }

    @Test func `G2 asks for the employment on the day of the decision`() async throws {
        try await CertificationSample.with { sample in
            let (person, reviewer) = (PersonID.new(), PersonID.new())
            try await sample.fit(person)
            let path = try await sample.draft(person)
            _ = try await sample.send("POST", "\(path)/submission", [:], as: person)
            _ = try await sample.dispose(path, "applied", as: reviewer)
            try await sample.fit(person, to: day("2026-03-15"))
            sample.fixture.clock.move(to: sample.now.adding(seconds: 30 * 86_400))
            #expect(try await sample.determine(path, "approved", as: reviewer).unmet == ["G2"])
            #expect(try await sample.determine(path, "declined", as: reviewer).json.text("status") == "declined")
            #expect(try await sample.facts().last == "application.declined")
        }
    }

    @Test func `G10 a declined application is over: what is asked for today is judged today`() async throws {
        try await CertificationSample.with { sample in
            let (person, reviewer) = (PersonID.new(), PersonID.new())
            try await sample.fit(person)
            let path = try await sample.draft(person)
            _ = try await sample.send("POST", "\(path)/submission", [:], as: person)
            func progress() async throws -> (asOf: String, ofApplication: JSON?) {
                let answer = try await sample.send("GET", "/v1/me/practitioner", as: person).json
                return (answer.text("asOf"), answer["requirements"]?.array?.first { $0.text("code") == "G10" })
            }
            sample.fixture.clock.move(to: sample.now.adding(seconds: 30 * 86_400))
            #expect(try await progress().asOf == "2026-03-01")
            let submitted = try await progress().ofApplication
            #expect(
                submitted?["met"] == true && submitted?.text("reason").contains("without a document yet: 1") == true)
            #expect(try await sample.determine(path, "declined", as: reviewer).status == 200)
            #expect(try await progress().asOf == "2026-03-31")
            #expect(try await progress().ofApplication?["met"] == false)
        }
    }

    @Test func `G5 no credential rests on a claimed course that the reviewer rejected`() async throws {
        try await CertificationSample.with { sample in
            let (person, reviewer) = (PersonID.new(), PersonID.new())
            try await sample.fit(person, courses: ["basic-sro", "conference"])
            _ = try await sample.send(
                "POST", "/v1/approved-courses",
                [
                    "title": "Seminar", "provider": "State Academy", "serves": "advanced", "hours": 24,
                    "validFrom": "2015-01-01",
                ], as: reviewer, .staff)
            let path = try await sample.draft(person, hours: 24)
            _ = try await sample.send(
                "POST", "\(path)/credits",
                [
                    "title": "Academy year", "provider": "State academy", "subject": "Juveniles", "hours": 160,
                    "startsOn": "2024-05-01", "endsOn": "2024-06-01", "annual": false,
                ], as: person)
            #expect(try await sample.send("POST", "\(path)/submission", [:], as: person).status == 200)
            let credits = try await sample.send("GET", path, as: person).json["credits"]?.array ?? []
            func dispose(_ title: String, _ disposition: JSON) async throws {
                let id = credits.first { $0.text("title") == title }?.text("id") ?? ""
                let disposed = try await sample.send(
                    "PUT", "\(path)/credits/\(id)/disposition", ["disposition": disposition, "reason": "Looked at."],
                    as: reviewer, .staff)
                #expect(disposed.status == 200, "\(disposed.text)")
            }
            try await dispose("Academy year", "applied")
            #expect(try await sample.determine(path, "approved", as: reviewer).unmet == ["G5"])
            try await dispose("Seminar", "notRelevant")
            #expect(try await sample.determine(path, "approved", as: reviewer).unmet == ["G5"])
            try await dispose("Seminar", "applied")
            #expect(try await sample.determine(path, "approved", as: reviewer).json.text("status") == "approved")
        }
    }

    @Test func `G10 a question sends the application back, its answer comes with the next submission`() async throws {
        try await CertificationSample.with { sample in
            let (person, reviewer) = (PersonID.new(), PersonID.new())
            try await sample.fit(person)
            let path = try await sample.draft(person)
            _ = try await sample.send("POST", "\(path)/submission", [:], as: person)
            let asked = try await sample.send(
                "POST", "\(path)/more-info", ["question": "Which school?"], as: reviewer, .staff)
            #expect(asked.json.text("status") == "moreInfo")
            #expect(try await sample.dispose(path, "applied", as: reviewer).code == "applicationState")
            let answered = try await sample.send("PATCH", path, ["statement": "Springfield High."], as: person)
            #expect(answered.json.text("question") == "Which school?")
            #expect(answered.json.text("statement") == "Springfield High.")
            _ = try await sample.send("POST", "\(path)/submission", [:], as: person)
            let withdrawn = try await sample.send("POST", "\(path)/withdrawal", [:], as: person)
            #expect(withdrawn.json.text("status") == "withdrawn")
            #expect(
                try await sample.facts().map { $0.split(separator: ".").last } == [
                    "submitted", "moreInfoAsked", "submitted", "withdrawn",
                ])
            // Another may be begun then.
            #expect(try await sample.send("POST", CertificationSample.applications, [:], as: person).status == 201)
            #expect(
                try await sample.send("POST", CertificationSample.applications, [:], as: person).code
                    == "applicationOpen")
        }
    }

    @Test func `G10 nobody decides on the own application, under a merged id neither`() async throws {
        try await CertificationSample.with { sample in
            let (person, survivor) = (PersonID.new(), PersonID.new())
            try await sample.fit(person)
            let path = try await sample.draft(person)
            _ = try await sample.send("POST", "\(path)/submission", [:], as: person)
            try await sample.person(person, mergedInto: survivor)
            for reviewer in [person, survivor] {
                #expect(try await sample.dispose(path, "applied", as: reviewer).code == "ownApplication")
                #expect(try await sample.determine(path, "approved", as: reviewer).code == "ownApplication")
                #expect(
                    try await sample.send("POST", "\(path)/more-info", ["question": "?"], as: reviewer, .staff).code
                        == "ownApplication")
            }
        }
    }

    @Test func `more reviewers at once than connections wait for each other, and all get through`() async throws {
        try await CertificationSample.with { sample in
            let person = PersonID.new()
            try await sample.fit(person)
            let path = try await sample.draft(person)
            _ = try await sample.send("POST", "\(path)/submission", [:], as: person)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<24 {
                    group.addTask { try await sample.dispose(path, "applied", as: .new()).status }
                }
                for try await status in group { #expect(status == 200) }
            }
        }
    }

    @Test func `an application is its owner's and the reviewers'`() async throws {
        try await CertificationSample.with { sample in
            let (person, other) = (PersonID.new(), PersonID.new())
            let path = try await sample.draft(person)
            #expect(try await sample.send("GET", path, as: other).status == 404)
            #expect(try await sample.send("PATCH", path, ["statement": "x"], as: other).status == 404)
            #expect(try await sample.send("POST", "\(path)/withdrawal", [:], as: other).status == 404)
            #expect(try await sample.send("GET", path, as: other, .staff).status == 200)
            #expect(try await sample.send("GET", path, as: other, .trainingCommittee).status == 200)
            #expect(try await sample.send("GET", CertificationSample.applications, as: person).status == 403)
            let list = try await sample.send(
                "GET", "\(CertificationSample.applications)?status=draft", as: other, .staff)
            #expect(list.json["items"]?.array?.map { $0.text("personId") } == [person.description])
        }
    }

    @Test func `a key gives one application, a stale version is refused`() async throws {
        try await CertificationSample.with { sample in
            let person = PersonID.new()
            func begin(_ key: String) async throws -> Reply {
                try await sample.send(
                    "POST", CertificationSample.applications, [:], as: person, headers: ["Idempotency-Key": key])
            }
            let made = try await begin("k1")
            #expect(made.status == 201)
            #expect(try await begin("k1").json["id"] == made.json["id"])
            #expect(try await begin("k2").code == "applicationOpen")
            let path = "\(CertificationSample.applications)/\(made.json.text("id"))"
            #expect(made.headers["Location"] == path)
            let tag = try #require(made.headers["ETag"])
            #expect(
                try await sample.send("PATCH", path, ["statement": "One."], as: person, headers: ["If-Match": tag])
                    .status == 200)
            #expect(
                try await sample.send("PATCH", path, ["statement": "Two."], as: person, headers: ["If-Match": tag])
                    .status == 412)
            #expect(try await sample.claim(path, person, hours: 8, headers: ["If-Match": tag]).status == 412)
            let unknown = try await sample.send("PATCH", path, ["state": "approved"], as: person)
            #expect(unknown.status == 422)
        }
    }
}

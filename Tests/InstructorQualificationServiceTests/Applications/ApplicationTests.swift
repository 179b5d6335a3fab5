import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct ApplicationTests {
    @Test(.rule(.H9)) func `submission lists what is unmet, and accepts a complete application once`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        let path = try await fixture.draft(person)
        let refused = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        #expect(refused.status == 409)
        #expect(refused.code == "requirementsUnmet")
        #expect(refused.unmet == ["H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8"])
        try await fixture.fit(person)
        _ = try await fixture.send("PATCH", path, as: Caller(person, .member), InstructorQualificationFixture.filled)
        #expect(try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:]).unmet == ["H6"])
        _ = try await fixture.send(
            "PUT", "\(path)/documents/chiefLetter", as: Caller(person, .member),
            bytes: InstructorQualificationFixture.pdf, type: "application/pdf")
        let submitted = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        #expect(submitted.json.text("status") == "submitted")
        #expect(submitted.json.text("submittedOn") == "2026-08-31")
        #expect(submitted.json.text("rulePack") == "2026.1")
        #expect(try await fixture.facts() == ["application.submitted"])
        #expect(
            try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:]).code
                == "applicationState")
        #expect(
            try await fixture.send("PATCH", path, as: Caller(person, .member), ["degree": "BA"]).code
                == "applicationState")
        let late = try await fixture.send(
            "PUT", "\(path)/documents/degree", as: Caller(person, .member), bytes: InstructorQualificationFixture.pdf,
            type: "application/pdf")
        #expect(late.code == "applicationState")
    }

    @Test(.rule(.H10)) func `applicant and reviewers see an application, and nobody the reviews of their own`()
        async throws
    {
        let fixture = try await InstructorQualificationFixture()
        let (person, other) = (PersonID.new(), PersonID.new())
        let path = try await fixture.submitted(person)
        _ = try await fixture.review(path, .trainingDirector)
        let letter = "\(path)/documents/chiefLetter"
        #expect(try await fixture.send("GET", path, as: Caller(other, .member)).status == 404)
        #expect(try await fixture.send("GET", letter, as: Caller(other, .member)).status == 404)
        #expect(try await fixture.send("PATCH", path, as: Caller(other, .member), ["degree": "BA"]).status == 404)
        #expect(try await fixture.send("POST", "\(path)/submission", as: Caller(other, .member), [:]).status == 404)
        #expect(
            try await fixture.send("GET", InstructorQualificationFixture.path, as: Caller(other, .member)).json["items"]
                == [])
        for role in [Role.trainingDirector, .trainingCommittee, .executiveDirector, .staff] {
            let read = try await fixture.send("GET", path, as: Caller(other, role))
            #expect(read.json["reviews"]?.array?.count == 1)
            #expect(
                try await fixture.send("GET", letter, as: Caller(other, role)).bytes
                    == InstructorQualificationFixture.pdf)
        }
        for role in [Role.member, .trainingCommittee] {
            let own = try await fixture.send("GET", path, as: Caller(person, role)).json
            #expect(own["reviews"] == [])
            #expect(own["reviewedBy"] == ["trainingDirector"])
            let list = try await fixture.send("GET", InstructorQualificationFixture.path, as: Caller(person, role)).json
            #expect(list["items"]?[0]?["reviews"] == [])
        }
    }

    @Test(.rule(.H9)) func `one idempotency key begins one application, and a stale version is refused`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        func begin(_ key: String) async throws -> Reply {
            try await fixture.send(
                "POST", InstructorQualificationFixture.path, as: Caller(person, .member), [:],
                headers: ["Idempotency-Key": key])
        }
        let made = try await begin("k1")
        #expect(made.status == 201)
        #expect(try await begin("k1").json["id"] == made.json["id"])
        #expect(try await begin("k2").code == "applicationOpen")
        let path = "\(InstructorQualificationFixture.path)/\(made.json.text("id"))"
        let tag = try #require(made.headers["ETag"])
        func patch() async throws -> Int {
            try await fixture.send(
                "PATCH", path, as: Caller(person, .member), ["degree": "BA"], headers: ["If-Match": tag]
            ).status
        }
        #expect(try await patch() == 200)
        #expect(try await patch() == 412)
        #expect(
            try await fixture.send("PATCH", path, as: Caller(person, .member), ["status": "accepted"]).status == 422)
    }

    @Test(.rule(.H7)) func `null clears what was filled in, and a video's address is one of the web`() async throws {
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

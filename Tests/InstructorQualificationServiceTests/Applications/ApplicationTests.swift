import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct ApplicationTests {
    @Test func `H9 submission lists what is unmet, and takes a complete application once`() async throws {
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

    @Test func `an application is its owner's and the reviewers', who are not shown their own reviews`() async throws {
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

    @Test func `a document is what its first bytes say, of the kinds there are`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        let path = try await fixture.draft(person) + "/documents/"
        let pdf = InstructorQualificationFixture.pdf
        #expect(
            try await fixture.send(
                "PUT", "\(path)degree", as: Caller(person, .member), bytes: pdf, type: "application/pdf"
            ).status == 200)
        #expect(
            try await fixture.send("PUT", "\(path)degree", as: Caller(person, .member), bytes: pdf, type: "image/png")
                .code == "documentType")
        #expect(
            try await fixture.send(
                "PUT", "\(path)degree", as: Caller(person, .member), bytes: Array("MZ".utf8), type: "application/pdf"
            ).code
                == "documentType")
        let unknown = try await fixture.send(
            "PUT", "\(path)selfie", as: Caller(person, .member), bytes: pdf, type: "application/pdf"
        ).status
        #expect([404, 422].contains(unknown))
        #expect(
            try await fixture.send(
                "PUT", "\(path)degree", as: Caller(.new(), .member), bytes: pdf, type: "application/pdf"
            ).status == 404)
    }

    @Test func `a key gives one application, a stale version is refused`() async throws {
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
}

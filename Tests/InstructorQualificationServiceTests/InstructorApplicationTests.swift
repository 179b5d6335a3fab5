import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct InstructorApplicationTests {
    @Test func `H9 submission lists what is unmet, and takes a complete application once`() async throws {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            let path = try await sample.draft(person)
            let refused = try await sample.send("POST", "\(path)/submission", [:], as: person)
            #expect(refused.status == 409)
            #expect(refused.code == "requirementsUnmet")
            #expect(refused.unmet == ["H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8"])
            try await sample.fit(person)
            _ = try await sample.send("PATCH", path, QualificationSample.filled, as: person)
            #expect(try await sample.send("POST", "\(path)/submission", [:], as: person).unmet == ["H6"])
            _ = try await sample.put(
                "\(path)/documents/chiefLetter", QualificationSample.pdf, type: "application/pdf", as: person)
            let submitted = try await sample.send("POST", "\(path)/submission", [:], as: person)
            #expect(submitted.json.text("status") == "submitted")
            #expect(submitted.json.text("submittedOn") == "2026-08-31")
            #expect(submitted.json.text("rulePack") == "2026.1")
            #expect(try await sample.facts() == ["application.submitted"])
            #expect(try await sample.send("POST", "\(path)/submission", [:], as: person).code == "applicationState")
            #expect(try await sample.send("PATCH", path, ["degree": "BA"], as: person).code == "applicationState")
            let late = try await sample.put(
                "\(path)/documents/degree", QualificationSample.pdf, type: "application/pdf", as: person)
            #expect(late.code == "applicationState")
        }
    }

    @Test func `an application is its owner's and the reviewers', who are not shown their own reviews`() async throws {
        try await QualificationSample.with { sample in
            let (person, other) = (PersonID.new(), PersonID.new())
            let path = try await sample.submitted(person)
            _ = try await sample.review(path, .trainingDirector)
            let letter = "\(path)/documents/chiefLetter"
            #expect(try await sample.send("GET", path, as: other).status == 404)
            #expect(try await sample.send("GET", letter, as: other).status == 404)
            #expect(try await sample.send("PATCH", path, ["degree": "BA"], as: other).status == 404)
            #expect(try await sample.send("POST", "\(path)/submission", [:], as: other).status == 404)
            #expect(try await sample.send("GET", QualificationSample.path, as: other).json["items"] == [])
            for role in [Role.trainingDirector, .trainingCommittee, .executiveDirector, .staff] {
                let read = try await sample.send("GET", path, as: other, role)
                #expect(read.json["reviews"]?.array?.count == 1)
                #expect(try await sample.send("GET", letter, as: other, role).bytes == QualificationSample.pdf)
            }
            for role in [Role.member, .trainingCommittee] {
                let own = try await sample.send("GET", path, as: person, role).json
                #expect(own["reviews"] == [])
                #expect(own["reviewedBy"] == ["trainingDirector"])
                let list = try await sample.send("GET", QualificationSample.path, as: person, role).json
                #expect(list["items"]?[0]?["reviews"] == [])
            }
        }
    }

    @Test func `a document is what its first bytes say, of the kinds there are`() async throws {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            let path = try await sample.draft(person) + "/documents/"
            let pdf = QualificationSample.pdf
            #expect(try await sample.put("\(path)degree", pdf, type: "application/pdf", as: person).status == 200)
            #expect(try await sample.put("\(path)degree", pdf, type: "image/png", as: person).code == "documentType")
            #expect(
                try await sample.put("\(path)degree", Array("MZ".utf8), type: "application/pdf", as: person).code
                    == "documentType")
            let unknown = try await sample.put("\(path)selfie", pdf, type: "application/pdf", as: person).status
            #expect([404, 422].contains(unknown))
            #expect(try await sample.put("\(path)degree", pdf, type: "application/pdf", as: .new()).status == 404)
        }
    }

    @Test func `a key gives one application, a stale version is refused`() async throws {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            func begin(_ key: String) async throws -> Reply {
                try await sample.send(
                    "POST", QualificationSample.path, [:], as: person, headers: ["Idempotency-Key": key])
            }
            let made = try await begin("k1")
            #expect(made.status == 201)
            #expect(try await begin("k1").json["id"] == made.json["id"])
            #expect(try await begin("k2").code == "applicationOpen")
            let path = "\(QualificationSample.path)/\(made.json.text("id"))"
            let tag = try #require(made.headers["ETag"])
            func patch() async throws -> Int {
                try await sample.send("PATCH", path, ["degree": "BA"], as: person, headers: ["If-Match": tag]).status
            }
            #expect(try await patch() == 200)
            #expect(try await patch() == 412)
            #expect(try await sample.send("PATCH", path, ["status": "accepted"], as: person).status == 422)
        }
    }
}

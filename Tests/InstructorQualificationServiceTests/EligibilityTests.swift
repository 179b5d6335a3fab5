import Contracts
import HTTP
import JSONTree
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import InstructorQualificationService

@Suite struct EligibilityTests {
    private func unmet(_ sample: QualificationSample, _ person: PersonID) async throws -> [String] {
        let answer = try await sample.send("GET", "/v1/me/instructor-eligibility", as: person)
        #expect(answer.status == 200)
        #expect(answer.json["requirements"]?.array?.count == 8)
        return answer.unmet
    }

    @Test func `H1 to H3 follow what the other services say`() async throws {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            let credential = CredentialID.new()
            let documents = ["H4", "H5", "H6", "H7", "H8"]
            #expect(try await unmet(sample, person) == ["H1", "H2", "H3"] + documents)
            try await sample.person(person)
            #expect(try await unmet(sample, person) == ["H1", "H3"] + documents)
            try await sample.credential(credential, of: person)
            #expect(try await unmet(sample, person) == ["H3"] + documents)
            try await sample.profile(person, certifiedSince: "2023-08-31")
            #expect(try await unmet(sample, person) == documents)
            try await sample.profile(person, certifiedSince: "2023-09-01")
            #expect(try await unmet(sample, person) == ["H3"] + documents)
            try await sample.profile(person, homeState: "GA", certifiedSince: "2020-01-01")
            #expect(try await unmet(sample, person) == ["H3"] + documents)
            try await sample.tombstone(.profile, of: person)
            #expect(try await unmet(sample, person) == ["H3"] + documents)
        }
    }

    @Test func `H1 ends with the term, under a hold and when the credential is revoked`() async throws {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            let credential = CredentialID.new()
            try await sample.profile(person, certifiedSince: "2020-01-01")
            try await sample.credential(credential, of: person)
            try await sample.person(person, memberTo: "2026-08-31")
            #expect(try await !unmet(sample, person).contains("H1"))
            try await sample.person(person, memberTo: "2026-08-30")
            #expect(try await unmet(sample, person).first == "H1")
            try await sample.person(person, heldFrom: "2026-08-31")
            #expect(try await unmet(sample, person).first == "H1")
            try await sample.person(person)
            #expect(try await unmet(sample, person).first == "H4")
            try await sample.credential(credential, of: person, revokedOn: day("2026-08-31"))
            #expect(try await unmet(sample, person).first == "H1")
        }
    }

    @Test func `H2 asks for a position of the kind`() async throws {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            try await sample.person(person, position: .schoolSafety)
            #expect(try await unmet(sample, person).contains("H2"))
            try await sample.person(person, position: .sro)
            #expect(try await !unmet(sample, person).contains("H2"))
        }
    }

    @Test func `A5 what was reached under an id that was merged away counts`() async throws {
        try await QualificationSample.with { sample in
            let (lost, kept) = (PersonID.new(), PersonID.new())
            try await sample.fit(lost)
            try await sample.person(kept, memberTo: nil, position: nil)
            #expect(try await unmet(sample, kept).prefix(2) == ["H1", "H2"])
            try await sample.person(lost, mergedInto: kept)
            #expect(try await unmet(sample, kept).first == "H3")
        }
    }

    @Test func `H3 to H8 follow the application`() async throws {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            try await sample.fit(person)
            let path = try await sample.draft(person)
            _ = try await sample.send("PATCH", path, QualificationSample.filled, as: person)
            #expect(try await unmet(sample, person) == ["H6"])
            _ = try await sample.put(
                "\(path)/documents/chiefLetter", QualificationSample.pdf, type: "application/pdf", as: person)
            #expect(try await unmet(sample, person) == [])
            let part = try await sample.send(
                "GET", "\(path)/documents/chiefLetter", as: person, headers: ["Range": "bytes=1-3"])
            #expect(part.status == 206)
            #expect(part.bytes == Array(QualificationSample.pdf[1...3]))
            let beyond = try await sample.send(
                "GET", "\(path)/documents/chiefLetter", as: person, headers: ["Range": "bytes=100000-"])
            #expect(beyond.status == 416)
            let old = try await sample.send("PATCH", path, ["policiesVersionAccepted": "2025"], as: person)
            #expect(old.status == 200)
            #expect(try await unmet(sample, person) == ["H8"])
        }
    }

    @Test func `H5 is met by a document of the degree, or by experience that a reviewer looks at`() async throws {
        try await QualificationSample.with { sample in
            let (one, other) = (PersonID.new(), PersonID.new())
            let path = try await sample.draft(one)
            _ = try await sample.put(
                "\(path)/documents/degree", QualificationSample.pdf, type: "application/pdf", as: one)
            #expect(try await !unmet(sample, one).contains("H5"))
            let second = try await sample.draft(other)
            _ = try await sample.send("PATCH", second, ["comparableExperience": "Ten years of teaching."], as: other)
            let answer = try await sample.send("GET", "/v1/me/instructor-eligibility", as: other)
            let education = answer.json["requirements"]?[4]
            #expect(education?["met"] == true)
            #expect(education?.text("source") == "reviewer")
        }
    }
}

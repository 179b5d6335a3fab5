import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct EligibilityTests {
    private func unmet(_ fixture: InstructorQualificationFixture, _ person: PersonID) async throws -> [String] {
        let answer = try await fixture.send("GET", "/v1/me/instructor-eligibility", as: Caller(person, .member))
        #expect(answer.status == 200)
        #expect(answer.json["requirements"]?.array?.count == 8)
        return answer.unmet
    }

    @Test(.rule(.H1, .H2, .H3)) func `membership, position and certification follow what other services publish`()
        async throws
    {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        let credential = CredentialID.new()
        let documents = ["H4", "H5", "H6", "H7", "H8"]
        #expect(try await unmet(fixture, person) == ["H1", "H2", "H3"] + documents)
        try await fixture.person(person)
        #expect(try await unmet(fixture, person) == ["H1", "H3"] + documents)
        try await fixture.credential(credential, of: person)
        #expect(try await unmet(fixture, person) == ["H3"] + documents)
        try await fixture.profile(person, certifiedSince: "2023-08-31")
        #expect(try await unmet(fixture, person) == documents)
        try await fixture.profile(person, certifiedSince: "2023-09-01")
        #expect(try await unmet(fixture, person) == ["H3"] + documents)
        try await fixture.profile(person, homeState: "GA", certifiedSince: "2020-01-01")
        #expect(try await unmet(fixture, person) == ["H3"] + documents)
        try await fixture.deliver(tombstone: .profile, of: person)
        #expect(try await unmet(fixture, person) == ["H3"] + documents)
    }

    @Test(.rule(.H1)) func `good standing ends with the term, under a hold and when the credential is revoked`()
        async throws
    {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        let credential = CredentialID.new()
        try await fixture.profile(person, certifiedSince: "2020-01-01")
        try await fixture.credential(credential, of: person)
        try await fixture.person(person, memberTo: "2026-08-31")
        #expect(try await !unmet(fixture, person).contains("H1"))
        try await fixture.person(person, memberTo: "2026-08-30")
        #expect(try await unmet(fixture, person).first == "H1")
        try await fixture.person(person, heldFrom: "2026-08-31")
        #expect(try await unmet(fixture, person).first == "H1")
        try await fixture.person(person)
        #expect(try await unmet(fixture, person).first == "H4")
        try await fixture.credential(credential, of: person, revokedOn: day("2026-08-31"))
        #expect(try await unmet(fixture, person).first == "H1")
    }

    @Test(.rule(.H2)) func `only certain positions count`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        try await fixture.person(person, position: .schoolSafety)
        #expect(try await unmet(fixture, person).contains("H2"))
        try await fixture.person(person, position: .sro)
        #expect(try await !unmet(fixture, person).contains("H2"))
    }

    @Test(.rule(.A5)) func `what was reached under an id that was merged away counts`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let (lost, kept) = (PersonID.new(), PersonID.new())
        try await fixture.fit(lost)
        try await fixture.person(kept, memberTo: nil, position: nil)
        #expect(try await unmet(fixture, kept).prefix(2) == ["H1", "H2"])
        try await fixture.person(lost, mergedInto: kept)
        #expect(try await unmet(fixture, kept).first == "H3")
    }

    @Test(.rule(.H3, .H4, .H5, .H6, .H7, .H8)) func `the other requirements follow the application`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let person = PersonID.new()
        try await fixture.fit(person)
        let path = try await fixture.draft(person)
        _ = try await fixture.send("PATCH", path, as: Caller(person, .member), InstructorQualificationFixture.filled)
        #expect(try await unmet(fixture, person) == ["H6"])
        _ = try await fixture.send(
            "PUT", "\(path)/documents/chiefLetter", as: Caller(person, .member),
            bytes: InstructorQualificationFixture.pdf, type: "application/pdf")
        #expect(try await unmet(fixture, person) == [])
        let part = try await fixture.send(
            "GET", "\(path)/documents/chiefLetter", as: Caller(person, .member), headers: ["Range": "bytes=1-3"])
        #expect(part.status == 206)
        #expect(part.bytes == Array(InstructorQualificationFixture.pdf[1...3]))
        let beyond = try await fixture.send(
            "GET", "\(path)/documents/chiefLetter", as: Caller(person, .member), headers: ["Range": "bytes=100000-"])
        #expect(beyond.status == 416)
        let old = try await fixture.send(
            "PATCH", path, as: Caller(person, .member), ["policiesVersionAccepted": "2025"])
        #expect(old.status == 200)
        #expect(try await unmet(fixture, person) == ["H8"])
    }

    @Test(.rule(.H5)) func `education is a document of the degree, or experience that a reviewer accepts`() async throws
    {
        let fixture = try await InstructorQualificationFixture()
        let (one, other) = (PersonID.new(), PersonID.new())
        let path = try await fixture.draft(one)
        _ = try await fixture.send(
            "PUT", "\(path)/documents/degree", as: Caller(one, .member), bytes: InstructorQualificationFixture.pdf,
            type: "application/pdf")
        #expect(try await !unmet(fixture, one).contains("H5"))
        let second = try await fixture.draft(other)
        _ = try await fixture.send(
            "PATCH", second, as: Caller(other, .member), ["comparableExperience": "Ten years of teaching."])
        let answer = try await fixture.send("GET", "/v1/me/instructor-eligibility", as: Caller(other, .member))
        let education = answer.json["requirements"]?[4]
        #expect(education?["met"] == true)
        #expect(education?.text("source") == "reviewer")
    }

    @Test(.rule(.H3)) func `certification counts only once the home state is known`() async throws {
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
}

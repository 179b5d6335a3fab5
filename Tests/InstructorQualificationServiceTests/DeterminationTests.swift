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
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            let path = try await sample.submitted(person)
            try await sample.reviewed(path)
            try await sample.person(person, heldFrom: "2026-08-15")
            let refused = try await sample.determine(path)
            #expect(refused.status == 409 && refused.code == "requirementsUnmet", "\(refused.text)")
            #expect(refused.json["requirements"]?.array?.map { $0.text("code") } == ["H1"])
            #expect(try await sample.send("GET", "/v1/me/candidacy", as: person).status == 404)
            #expect(try await sample.determine(path, "declined").json.text("status") == "declined")
        }
    }

    @Test func `H1 H2 a revoked credential and a left position keep from acceptance, until they are mended`()
        async throws
    {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            let credential = CredentialID.new()
            try await sample.person(person)
            try await sample.credential(credential, of: person)
            try await sample.profile(person)
            let path = try await sample.draft(person)
            _ = try await sample.send("PATCH", path, QualificationSample.filled, as: person)
            _ = try await sample.put(
                "\(path)/documents/chiefLetter", QualificationSample.pdf, type: "application/pdf", as: person)
            #expect(try await sample.send("POST", "\(path)/submission", [:], as: person).status == 200)
            try await sample.reviewed(path)
            try await sample.credential(credential, of: person, revokedOn: day("2026-08-20"))
            try await sample.person(person, position: nil)
            let refused = try await sample.determine(path)
            #expect(refused.json["requirements"]?.array?.map { $0.text("code") } == ["H1", "H2"], "\(refused.text)")
            try await sample.credential(.new(), of: person)
            try await sample.person(person)
            #expect(try await sample.determine(path).json.text("status") == "accepted")
        }
    }

    @Test func `H11 the interviewer is a committee member or the Training Director`() async throws {
        try await QualificationSample.with { sample in
            let (member, plain, caller) = (PersonID.new(), PersonID.new(), PersonID.new())
            let path = try await sample.submitted(.new())
            try await sample.person(member, roles: [.trainingCommittee])
            try await sample.person(plain)
            for (who, status) in [(PersonID.new(), 409), (plain, 409), (member, 200), (caller, 200)] {
                let planned = try await sample.send(
                    "POST", "\(path)/interview",
                    ["at": "2026-08-30T15:00:00Z", "interviewerId": .string(who.description)], as: caller,
                    .trainingDirector)
                #expect(planned.status == status, "\(planned.text)")
                if status == 409 { #expect(planned.code == "interviewerUnfit") }
            }
        }
    }

    @Test func `H11 a result is of a scheduled interview, which may have been held before its time`() async throws {
        try await QualificationSample.with { sample in
            let caller = PersonID.new()
            let path = try await sample.submitted(.new())
            func result() async throws -> Reply {
                try await sample.send(
                    "PUT", "\(path)/interview/result", ["recommendation": "accept", "comment": "Fine."], as: caller,
                    .trainingDirector)
            }
            let unplanned = try await result()
            #expect(unplanned.status == 409 && unplanned.code == "interviewNotScheduled", "\(unplanned.text)")
            _ = try await sample.send(
                "POST", "\(path)/interview",
                ["at": "2026-08-31T18:00:01Z", "interviewerId": .string(caller.description)], as: caller,
                .trainingDirector)
            #expect(try await result().status == 200)
        }
    }

    @Test func `H3 is not met while the home state is unknown`() async throws {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            func met() async throws -> JSON? {
                try await sample.send("GET", "/v1/me/instructor-eligibility", as: person).json["requirements"]?.array?
                    .first { $0.text("code") == "H3" }?["met"]
            }
            try await sample.profile(person, homeState: nil, certifiedSince: "2020-05-01")
            #expect(try await met() == false)
            try await sample.profile(person, certifiedSince: "2020-05-01")
            #expect(try await met() == true)
        }
    }

    @Test func `null takes back what was filled in, and a video's address is one of the web`() async throws {
        try await QualificationSample.with { sample in
            let person = PersonID.new()
            let path = try await sample.draft(person)
            _ = try await sample.send("PATCH", path, QualificationSample.filled, as: person)
            let taken = try await sample.send(
                "PATCH", path, ["trainingHours": .null, "instructorCertification": .null, "videoUrl": .null],
                as: person)
            #expect(taken.json["trainingHours"] == .null && taken.json["videoUrl"] == .null, "\(taken.text)")
            #expect(taken.json["instructorCertification"] == .null && taken.json["degree"] == "AA")
            for wrong in ["javascript:alert(1)", "file:///etc/passwd", "ftp://video.example/1", "https://"] {
                let refused = try await sample.send("PATCH", path, ["videoUrl": .string(wrong)], as: person)
                #expect(refused.status == 422, "\(wrong): \(refused.text)")
            }
        }
    }
}

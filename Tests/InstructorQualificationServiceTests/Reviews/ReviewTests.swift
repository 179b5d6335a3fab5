import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct ReviewTests {
    @Test(.rule(.H10)) func `a person reviews in one role that they hold, and may change the review`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let reviewer = PersonID.new()
        let path = try await fixture.submitted(.new())
        #expect(try await fixture.review(path, .trainingDirector, as: reviewer).status == 200)
        let second = try await fixture.review(path, .executiveDirector, as: reviewer)
        #expect(second.status == 409)
        #expect(second.code == "alreadyReviewed")
        let changed = try await fixture.review(
            path, .trainingDirector, as: reviewer, more: ["recommendation": "decline"])
        #expect(changed.json["reviews"]?.array?.map { $0.text("recommendation") } == ["decline"])
        let foreign = try await fixture.send(
            "POST", "\(path)/reviews", as: Caller(.new(), .trainingCommittee),
            ["role": "executiveDirector", "recommendation": "accept", "comment": "."])
        #expect(foreign.status == 403)
        #expect(try await fixture.review(path, .staff).status >= 400)
    }

    @Test(.rule(.H10, .H12)) func `nobody reviews their own application, under a merged id neither`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let (person, survivor) = (PersonID.new(), PersonID.new())
        let path = try await fixture.submitted(person)
        try await fixture.person(person, mergedInto: survivor)
        for own in [person, survivor] {
            #expect(try await fixture.review(path, .trainingDirector, as: own).code == "ownApplication")
            #expect(try await fixture.determine(path, as: own).code == "ownApplication")
            let interview = try await fixture.send(
                "POST", "\(path)/interview", as: Caller(own, .trainingCommittee),
                ["at": "2026-09-01T15:00:00Z", "interviewerId": .string(PersonID.new().description)])
            #expect(interview.code == "ownApplication")
        }
        let ownInterview = try await fixture.send(
            "POST", "\(path)/interview", as: Caller(.new(), .trainingCommittee),
            ["at": "2026-09-01T15:00:00Z", "interviewerId": .string(survivor.description)])
        #expect(ownInterview.code == "ownApplication")
    }

    @Test(.rule(.H11, .H12)) func `a determination lists what is missing until nothing is missing`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let path = try await fixture.submitted(.new())
        let director = PersonID.new()
        let first = try await fixture.determine(path, as: director)
        #expect(first.status == 409)
        #expect(first.code == "determinationIncomplete")
        #expect(
            first.missing == [
                "review by trainingDirector", "review by trainingCommittee", "review by executiveDirector",
                "interview", "a reviewer's confirmation that the video runs 30 minutes",
            ])
        for role in [Role.trainingDirector, .trainingCommittee, .executiveDirector] {
            _ = try await fixture.review(path, role, more: ["videoMinutes": 29])
        }
        let result: JSON = ["recommendation": "accept", "comment": "Fine."]
        #expect(
            try await fixture.send("PUT", "\(path)/interview/result", as: Caller(director, .trainingDirector), result)
                .code
                == "interviewNotScheduled")
        let planned = try await fixture.send(
            "POST", "\(path)/interview", as: Caller(director, .trainingDirector),
            ["at": "2026-08-30T15:00:00Z", "interviewerId": .string(director.description)])
        #expect(planned.json["interview"]?.text("interviewerId") == director.description)
        #expect(
            try await fixture.determine(path, as: director).missing == [
                "interview result", "a reviewer's confirmation that the video runs 30 minutes",
            ])
        _ = try await fixture.send("PUT", "\(path)/interview/result", as: Caller(director, .trainingDirector), result)
        #expect(
            try await fixture.determine(path, as: director).missing == [
                "a reviewer's confirmation that the video runs 30 minutes"
            ])
        #expect(try await fixture.facts() == ["application.submitted"])
        // What only acceptance needs is not needed to decline.
        let declined = try await fixture.determine(path, "declined", as: director)
        #expect(declined.json.text("status") == "declined")
        #expect(declined.json["candidateId"] == .null)
        #expect(try await fixture.facts() == ["application.submitted", "application.declined"])
        #expect(try await fixture.determine(path, as: director).code == "applicationState")
    }

    @Test(.rule(.H5, .H12)) func `comparable experience needs a reviewer's confirmation`() async throws {
        let fixture = try await InstructorQualificationFixture()
        var filled = InstructorQualificationFixture.filled
        filled["degree"] = nil
        filled["comparableExperience"] = "Ten years of teaching."
        let path = try await fixture.submitted(.new(), filled)
        try await fixture.reviewed(path)
        #expect(
            try await fixture.determine(path).missing == ["a reviewer's confirmation of the comparable experience"])
        _ = try await fixture.review(
            path, .executiveDirector, more: ["comparableExperienceAccepted": true])
        #expect(try await fixture.determine(path).json.text("status") == "accepted")
    }
}

import DomainClock
import HTTP
import InstructorQualificationDomain
import JSONTree
import Primitives
import RulePacks
import ServiceKit
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct RulePackTests {
    private static let shipped = InstructorQualificationPolicy.shipped

    @Test func `the pack that ships has the sources' hours, years and months`() throws {
        let policy = try RulePack().policy(on: day("2026-03-01"))
        #expect(policy.version == "2026.1" && policy.instructor.contact == "training@muster.example")
        #expect(policy.instructor.yearsAsSRO == 3 && policy.instructor.yearsAsCertifiedInstructor == 3)
        #expect(policy.instructor.trainingHours == 40 && policy.instructor.videoMinutes == 30)
        #expect(policy.instructor.processMonths == 18 && policy.instructor.warningDays == [90, 30, 7])
    }

    @Test(
        arguments: [
            ([:], nil),
            (["videoMinutes: 30,": "videoMinutes: 30 30,"], "line 12: "),
            (["trainingHours: 40,": ""], "[0].instructor.trainingHours is missing"),
            (["trainingHours: 40": "trainingHours: 40, hours: 40"], "[0].instructor.hours is unknown"),
            (["trainingHours: 40": "trainingHours: \"40\""], "[0].instructor.trainingHours must be a whole number"),
            (["2016-01-01": "2016"], "[0].instructor.auditRecommendedBefore is not valid: not a date: 2016"),
            (["processMonths: 18": "processMonths: 0"], "[0].instructor.processMonths must be 1 to 120, not 0"),
            (["[90, 30, 7]": "[90, 90]"], "[0].instructor.warningDays must be different numbers, each 1 to 3660"),
            (
                ["policiesVersion: \"2026\"": "policiesVersion: \"\""],
                "[0].instructor.policiesVersion must not be empty"
            ),
            (["      version: \"2026.1\"": "version: \"2026.2\""], "[0].instructor.version must be the policy's"),
        ] as [(KeyValuePairs<String, String>, String?)])
    func `an invalid pack stops the service at startup with the file and the field`(
        changes: KeyValuePairs<String, String>, words: String?
    ) async throws {
        let text = try RulePackFile.replacing(changes, in: Self.shipped)
        let fault = try await RulePackFile.fault(of: Array(text.utf8), in: .instructorQualification)
        #expect(words.map { fault?.contains($0) == true } ?? (fault == nil), "\(fault ?? "starts")")
    }

    @Test func `a file that does not exist or is not text stops the service at startup`() async throws {
        let definition = ServiceDefinition.instructorQualification
        #expect(try await RulePackFile.fault(of: nil, in: definition) != nil)
        #expect(try await RulePackFile.fault(of: [0xFF], in: definition)?.contains("not UTF-8 text") == true)
    }

    /// Version 2026.2 asks for a longer video and gives more time, from 10 September on.
    private static let longer: KeyValuePairs = [
        "2026.1": "2026.2", "2026-01-01": "2026-09-10", "videoMinutes: 30": "videoMinutes: 45",
        "processMonths: 18": "processMonths: 24", "trainingHours: 40": "trainingHours: 50",
    ]

    @Test(.rule(.H9, .H12, .H19))
    func `an application goes by the day of its submission, the window by that of acceptance`()
        async throws
    {
        try await RulePackFile.use(RulePackFile.pack(Self.shipped, andThen: Self.longer)) { path in
            let fixture = try await InstructorQualificationFixture(["INSTRUCTOR_QUALIFICATION_RULE_PACK_FILE": path])
            let (early, late) = (PersonID.new(), PersonID.new())
            let application = try await fixture.submitted(early)
            // The reviewers confirm 31 minutes, which version 2026.2 would not accept.
            try await fixture.reviewed(application)

            fixture.clock.move(to: try #require(Instant("2026-09-10T05:00:00Z")))
            let accepted = try await fixture.determine(application)
            #expect(accepted.json.text("status") == "accepted", "\(accepted.text)")
            #expect(accepted.json.text("rulePack") == "2026.1")
            let candidacy = try await fixture.send("GET", "/v1/me/candidacy", as: Caller(early, .member)).json
            #expect(candidacy["window"]?.text("dueOn") == "2028-09-10", "\(candidacy)")

            try await fixture.fit(late)
            let progress = try await fixture.send("GET", "/v1/me/instructor-eligibility", as: Caller(late, .member))
                .json
            #expect(progress.text("rulePack") == "2026.2")
            let other = try await fixture.draft(late)
            _ = try await fixture.send("PATCH", other, as: Caller(late, .member), InstructorQualificationFixture.filled)
            #expect(
                try await fixture.send("POST", "\(other)/submission", as: Caller(late, .member), [:]).unmet.contains(
                    "H4"))
        }
    }

    @Test func `policies show the version in force and all versions`() async throws {
        try await RulePackFile.use(RulePackFile.pack(Self.shipped, andThen: Self.longer)) { path in
            let fixture = try await InstructorQualificationFixture(["INSTRUCTOR_QUALIFICATION_RULE_PACK_FILE": path])
            func shown() async throws -> JSON { try await fixture.send("GET", "/v1/policies").json }
            #expect(try await shown()["instructor"]?["videoMinutes"] == 30)
            #expect(try await shown()["versions"]?.array?.map { $0.text("version") } == ["2026.1", "2026.2"])
            fixture.clock.move(to: try #require(Instant("2026-09-11T12:00:00Z")))
            #expect(try await shown()["instructor"]?["videoMinutes"] == 45)
        }
    }
}

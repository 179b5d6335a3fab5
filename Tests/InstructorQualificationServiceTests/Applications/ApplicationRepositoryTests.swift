import InstructorQualificationDomain
import Messaging
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct ApplicationRepositoryTests {
    private static let draft = Application(
        id: .new(), applicant: .new(),
        evidence: Evidence(
            certification: InstructorCertification(number: "7", state: "AL", since: day("2020-05-01")), degree: "AA",
            comparableExperience: "Ten years.", trainingHours: 41, policiesVersionAccepted: "2026",
            videoURL: "https://video.example/1"),
        createdAt: Instant(secondsSince1970: 1_780_000_000))

    private static let accepted: Application = {
        var application = draft
        application.id = .new()
        application.applicant = .new()
        application.applicantIDs = [application.applicant]
        application.status = .accepted
        application.submission = Application.Submission(
            day: day("2026-03-01"), rulePack: "2026.1",
            evaluations: [
                RequirementEvaluation(code: .video, met: true, reason: "There is a video.", source: .reviewer)
            ])
        application.decision = Application.Decision(
            by: .new(), at: Instant(secondsSince1970: 1_780_000_900), reason: "All good.")
        application.createdAt = Instant(secondsSince1970: 1_780_000_001)
        application.version = 3
        return application
    }()

    private static let reviews = [
        Review(
            role: .trainingCommittee, reviewer: .new(), recommendation: .decline, comment: "Short.", videoMinutes: 29,
            comparableExperienceAccepted: true, at: Instant(secondsSince1970: 1_780_000_100)),
        Review(
            role: .trainingDirector, reviewer: .new(), recommendation: .accept, comment: "Good.",
            at: Instant(secondsSince1970: 1_780_000_200)),
    ]

    private static let interview = Interview(
        at: Instant(secondsSince1970: 1_780_000_300), interviewer: .new(),
        result: Interview.Result(recommendation: .decline, comment: "Late."))

    @Test(.rule(.H10)) func `an application is found as it was inserted, and as it was saved`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let applications = ApplicationRepository(database: fixture.database)
        try await expectStored(
            Self.draft, Self.accepted,
            ignoring: [
                "applicantIDs", "candidate", "evidence.certification", "evidence.documents", "interview", "reviews",
                "submission.evaluations",
            ],
            insert: { application in
                try await fixture.context.journal.update { unit in try await applications.insert(application, in: unit)
                }
            },
            find: { try await applications.find($0.id) })
        let staff = Principal(personID: .new(), roles: [.staff], tokenID: "t")
        let page = try await FindApplication(applications: applications).page(for: staff, after: nil, limit: 10)
        #expect(page.map(\.application) == [Self.draft, Self.accepted])

        for interview in [Self.interview, Interview(at: Self.interview.at, interviewer: .new())] {
            let saved = try await fixture.context.journal.update { unit in
                var locked = try #require(try await applications.lock(Self.draft.id, in: unit))
                locked.status = .declined
                (locked.evidence, locked.submission) = (Evidence(trainingHours: 12), Self.accepted.submission)
                (locked.reviews, locked.interview) = (Self.reviews, interview)
                locked.decision = Self.accepted.decision
                return try applications.save(locked, in: unit)
            }
            #expect(saved.interview == interview && saved.reviews == Self.reviews)
            #expect(try await applications.find(Self.draft.id) == saved)
        }
        #expect(try await applications.find(Self.draft.id)?.version == 3)
    }

    @Test func `a person has one open application`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let applications = ApplicationRepository(database: fixture.database)
        func insert(_ id: ApplicationID) async throws {
            try await fixture.context.journal.update { unit in
                var application = Self.draft
                application.id = id
                try await applications.insert(application, in: unit)
            }
        }
        try await insert(Self.draft.id)
        await #expect(throws: ApplicationRejection.alreadyOpen) { try await insert(.new()) }
        #expect(try await applications.latest(of: Self.draft.applicant) == Self.draft)
    }
}

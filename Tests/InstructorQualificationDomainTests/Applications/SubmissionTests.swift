import InstructorQualificationDomain
import Primitives
import Testing

@Suite struct SubmissionTests {
    private static let other: [ApplicationStatus] = [.submitted, .accepted, .declined]

    @Test(
        arguments: [
            (nil, true), (.intern, false), (.probationary, false), (.qualifying, false), (.instructor, false),
            (.removed, true), (.inactive, true), (.reinstating, true),
        ] as [(CandidateStage?, Bool)])
    func `a person who is in the process or an instructor does not begin an application`(
        stage: CandidateStage?, isAllowed: Bool
    ) throws {
        let (id, person, instant) = (ApplicationID.new(), PersonID.new(), Instant(secondsSince1970: 9))
        guard isAllowed, let begun = try? Application.begin(as: id, for: person, stage: stage, at: instant) else {
            let stage = try #require(stage)
            #expect(!isAllowed)
            #expect(throws: ApplicationRejection.alreadyCandidate(stage)) {
                try Application.begin(as: id, for: person, stage: stage, at: instant)
            }
            return
        }
        #expect(begun == Application(id: id, applicant: person, status: .draft, createdAt: instant, version: 1))
        #expect(begun.version == 1 && begun.applicantIDs == [person])
    }

    @Test func `a draft is revised without losing its documents`() throws {
        var application = Application.sample(.draft)
        try application.revise(Evidence(degree: "BA"))
        #expect(application.evidence == Evidence(degree: "BA", documents: [.chiefLetter]))
        try application.attach(.degree)
        #expect(application.evidence.documents == [.chiefLetter, .degree])
    }

    @Test func `H9 a draft whose requirements are met is submitted with their judgements`() throws {
        var application = Application.sample(.draft)
        try application.submit(by: fit, at: .sample)
        #expect(application.status == .submitted)
        let submission = try #require(application.submission)
        #expect(submission.day == day("2026-03-01") && submission.rulePack == "test")
        #expect(submission.evaluations == rules.evaluate(fit, fullEvidence, on: day("2026-03-01")))
    }

    @Test func `H9 a draft with unmet requirements is not submitted`() {
        var application = Application.sample(.draft, evidence: Evidence())
        let unmet = rules.evaluate(fit, Evidence(), on: day("2026-03-01")).unmet
        #expect(unmet.map(\.code) == [.trainingExperience, .education, .chiefLetter, .video, .policies])
        #expect(throws: ApplicationRejection.requirementsUnmet(unmet)) {
            try application.submit(by: fit, at: .sample)
        }
        #expect(application.status == .draft && application.submission == nil)
    }

    @Test(arguments: other) func `H9 only a draft is revised or submitted`(status: ApplicationStatus) {
        var application = Application.sample(status)
        #expect(throws: ApplicationRejection.notInStatus(status)) { try application.revise(Evidence()) }
        #expect(throws: ApplicationRejection.notInStatus(status)) { try application.attach(.degree) }
        #expect(throws: ApplicationRejection.notInStatus(status)) { try application.submit(by: fit, at: .sample) }
        #expect(application.evidence == fullEvidence && application.status == status)
    }
}

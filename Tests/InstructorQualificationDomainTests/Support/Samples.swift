import InstructorQualificationDomain
import Primitives

func day(_ text: String) -> Day { Day(text) ?? Day(daysSince1970: 0) }

let rules = InstructorRules(
    version: "test", contact: "x@example.org", currentPositions: [.sro, .sroSupervisor, .schoolAdministrator],
    yearsAsSRO: 3, yearsAsCertifiedInstructor: 3, trainingHours: 40, videoMinutes: 30, policiesVersion: "2026",
    processMonths: 18, warningDays: [90, 30, 7], auditRecommendedBefore: day("2016-01-01"))

extension QualificationMoment {
    /// A time on 1 March 2026, with the rules above.
    static let sample = sample(on: "2026-03-01", rules: InstructorQualificationDomainTests.rules)

    static func sample(on text: String, rules: InstructorRules) -> QualificationMoment {
        QualificationMoment(
            instant: Instant(secondsSince1970: 1_772_000_000), day: InstructorQualificationDomainTests.day(text),
            policy: InstructorQualificationPolicy(effectiveFrom: Day(daysSince1970: 0), instructor: rules))
    }
}

/// An applicant who meets H1–H3 on 1 March 2026.
let fit = Applicant(
    memberships: [Period(from: day("2025-06-01"), to: day("2026-05-31"))],
    assignments: [DatedAssignment(position: .sro, from: day("2020-01-01"), to: nil, verified: true)],
    isPractitioner: true, homeState: "AL",
    certification: InstructorCertification(number: "7", state: "AL", since: day("2023-03-01")))

/// The evidence for H4–H8.
let fullEvidence = Evidence(
    degree: "AA", trainingHours: 40, policiesVersionAccepted: "2026", videoURL: "https://video.example/1",
    documents: [.chiefLetter])

extension Application {
    static let applicant = PersonID.new()
    /// The id of the applicant's account that was merged into the other.
    static let mergedApplicant = PersonID.new()
    static let director = PersonID.new()

    static func sample(_ status: ApplicationStatus, evidence: Evidence = fullEvidence) -> Application {
        Application(
            id: .new(), applicant: applicant, applicantIDs: [applicant, mergedApplicant], status: status,
            evidence: evidence, createdAt: Instant(secondsSince1970: 1_771_000_000))
    }

    /// A submitted application with three reviews, of which one confirms the video's length, and a held interview.
    static func reviewed(videoMinutes: Int? = 30, evidence: Evidence = fullEvidence) -> Application {
        var application = sample(.submitted, evidence: evidence)
        application.reviews = ReviewRole.allCases.map {
            .sample($0, videoMinutes: $0 == .trainingCommittee ? videoMinutes : nil)
        }
        application.interview = Interview(
            at: Instant(secondsSince1970: 1_771_500_000), interviewer: .new(),
            result: Interview.Result(recommendation: .accept, comment: "Fine."))
        return application
    }
}

extension Review {
    static func sample(
        _ role: ReviewRole, by reviewer: PersonID = .new(), videoMinutes: Int? = nil,
        comparableExperienceAccepted: Bool? = nil, at seconds: Int = 1_771_100_000
    ) -> Review {
        Review(
            role: role, reviewer: reviewer, recommendation: .accept, comment: "Good.", videoMinutes: videoMinutes,
            comparableExperienceAccepted: comparableExperienceAccepted, at: Instant(secondsSince1970: seconds))
    }
}

extension Candidate {
    static func sample(_ stage: CandidateStage = .intern, qualifyingInstructor: PersonID? = nil) -> Candidate {
        Candidate(
            id: .new(), person: Application.applicant,
            personIDs: [Application.applicant, Application.mergedApplicant], application: .new(), stage: stage,
            qualifyingInstructor: qualifyingInstructor,
            window: ProcessWindow(startedOn: day("2026-03-01"), dueOn: day("2027-09-01")),
            createdAt: Instant(secondsSince1970: 1_772_000_000))
    }
}

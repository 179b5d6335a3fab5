import InstructorQualificationDomain
import Primitives
import Testing

@Suite struct ApplicationTests {
    private let applicant = PersonID.new()
    private let director = PersonID.new()

    private func submitted(reviews: [Review] = [], interview: Interview? = nil, evidence: Evidence = fullEvidence)
        -> Application
    {
        Application(
            applicantID: applicant, state: .submitted, evidence: evidence, reviews: reviews, interview: interview)
    }

    private var threeReviews: [Review] {
        ReviewRole.allCases.map {
            Review(
                role: $0, reviewerID: .new(), recommendation: .accept, videoMinutes: $0 == .trainingCommittee ? 31 : nil
            )
        }
    }

    private let held = Interview(at: Instant(secondsSince1970: 0), interviewerID: .new(), result: .accept)

    @Test func `H12 lists everything that is missing`() {
        #expect(
            throws: ApplicationRejection.determinationIncomplete([
                "review by trainingDirector", "review by trainingCommittee", "review by executiveDirector", "interview",
                "a reviewer's word that the video runs 30 minutes",
            ])
        ) {
            try submitted().determine(.accept, by: director, rules: rules)
        }
    }

    @Test func `H12 accepts with three reviews, a held interview and a confirmed video`() throws {
        #expect(
            try submitted(reviews: threeReviews, interview: held).determine(.accept, by: director, rules: rules)
                == .accepted)
        #expect(throws: ApplicationRejection.ownApplication) {
            try submitted(reviews: threeReviews, interview: held).determine(.accept, by: applicant, rules: rules)
        }
    }

    @Test func `H7 a linked video of 29 minutes does not carry an acceptance`() {
        let short = threeReviews.map {
            Review(role: $0.role, reviewerID: $0.reviewerID, recommendation: .accept, videoMinutes: 29)
        }
        #expect(throws: ApplicationRejection.self) {
            try submitted(reviews: short, interview: held).determine(.accept, by: director, rules: rules)
        }
    }

    @Test func `H10 one person reviews in one role only, and never the own application`() {
        let review = Review(role: .trainingDirector, reviewerID: director, recommendation: .accept)
        #expect(throws: ApplicationRejection.alreadyReviewed) {
            try submitted(reviews: [review]).checkReview(role: .executiveDirector, by: director)
        }
        #expect(throws: ApplicationRejection.ownApplication) {
            try submitted().checkReview(role: .trainingDirector, by: applicant)
        }
    }

    @Test func `H9 a submitted application is not submitted or edited again`() {
        #expect(throws: ApplicationRejection.wrongState(.submitted)) { try submitted().checkEdit() }
        #expect(throws: ApplicationRejection.wrongState(.submitted)) {
            try submitted().checkSubmission(by: fit, on: day("2026-03-01"), rules: rules)
        }
    }

    @Test(arguments: [
        ("2026-03-01", "2027-09-01"), ("2026-08-31", "2028-02-29"), ("2025-08-31", "2027-02-28"),
    ])
    func `H19 gives eighteen months, clamped to the month's end`(accepted: String, due: String) {
        let window = ProcessWindow(acceptedOn: day(accepted), rules: rules)
        #expect(window.dueOn == day(due))
        #expect(!window.isOver(on: window.dueOn) && window.isOver(on: window.dueOn.adding(days: 1)))
        #expect(window.warnings(rules: rules).map { $0.days(until: window.dueOn) } == [90, 30, 7])
    }
}

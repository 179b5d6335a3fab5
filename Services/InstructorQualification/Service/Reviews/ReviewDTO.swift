import InstructorQualificationDomain
import JSONSchema
import JSONTree
import Primitives

/// One body's review, as the reviewers see it (H10).
struct ReviewDTO: WireType {
    var role: ReviewRole
    var reviewerId: PersonID
    var recommendation: Recommendation
    var comment: String
    @Nullable var videoMinutes: Int?
    @Nullable var comparableExperienceAccepted: Bool?
    var at: Instant

    static let constraints = Constraints(named: "Review", [CodingKeys.comment: .text])

    init(_ review: Review) {
        role = review.role
        reviewerId = review.reviewer
        recommendation = review.recommendation
        comment = review.comment
        videoMinutes = review.videoMinutes
        comparableExperienceAccepted = review.comparableExperienceAccepted
        at = review.at
    }
}

struct NewReviewDTO: WireType {
    var role: ReviewRole
    var recommendation: Recommendation
    var comment: String
    var videoMinutes: Int?
    var comparableExperienceAccepted: Bool?

    static let constraints = Constraints(
        named: "ReviewRequest",
        [CodingKeys.comment: .text, .videoMinutes: .integer(min: 0, max: 10_000)])

    func review(by reviewer: PersonID, at instant: Instant) -> Review {
        Review(
            role: role, reviewer: reviewer, recommendation: recommendation, comment: comment,
            videoMinutes: videoMinutes, comparableExperienceAccepted: comparableExperienceAccepted, at: instant)
    }
}

/// The telephone interview (H11). Only reviewers see its result.
struct InterviewDTO: WireType {
    var at: Instant
    var interviewerId: PersonID
    @Nullable var recommendation: Recommendation?
    @Nullable var comment: String?

    static let constraints = Constraints(named: "Interview", [CodingKeys.comment: .text])

    init(_ interview: Interview, showingResult: Bool) {
        at = interview.at
        interviewerId = interview.interviewer
        recommendation = showingResult ? interview.result?.recommendation : nil
        comment = showingResult ? interview.result?.comment : nil
    }
}

struct NewInterviewDTO: WireType {
    var at: Instant
    var interviewerId: PersonID

    static let constraints = Constraints(named: "InterviewRequest")
}

struct InterviewResultDTO: WireType {
    var recommendation: Recommendation
    var comment: String

    static let constraints = Constraints(named: "InterviewResult", [CodingKeys.comment: .text])

    var result: Interview.Result { Interview.Result(recommendation: recommendation, comment: comment) }
}

/// The Training Director's decision (H12).
struct DeterminationDTO: WireType {
    var outcome: DetermineApplication.Outcome
    var reason: String

    static let constraints = Constraints(
        named: "DeterminationRequest", [CodingKeys.reason: .name(maxLength: 1000)])
}

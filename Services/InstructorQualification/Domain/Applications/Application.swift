package import Primitives

package enum ApplicationState: String, Sendable, CaseIterable, Codable {
    case draft
    case submitted
    case accepted
    case declined
}

/// The three bodies that review every application (H10).
package enum ReviewRole: String, Sendable, CaseIterable, Codable {
    case trainingDirector
    case trainingCommittee
    case executiveDirector
}

package enum Recommendation: String, Sendable, CaseIterable, Codable {
    case accept
    case decline
}

/// One body's review (H10), with what only a person can confirm: the video's length (H7), comparable experience (H5).
package struct Review: Hashable, Sendable {
    package let role: ReviewRole
    package let reviewerID: PersonID
    package let recommendation: Recommendation
    package let videoMinutes: Int?
    package let comparableExperienceAccepted: Bool?

    package init(
        role: ReviewRole, reviewerID: PersonID, recommendation: Recommendation, videoMinutes: Int? = nil,
        comparableExperienceAccepted: Bool? = nil
    ) {
        self.role = role
        self.reviewerID = reviewerID
        self.recommendation = recommendation
        self.videoMinutes = videoMinutes
        self.comparableExperienceAccepted = comparableExperienceAccepted
    }
}

/// The telephone interview (H11): planned, and held once it has a result.
package struct Interview: Hashable, Sendable {
    package let at: Instant
    package let interviewerID: PersonID
    package let result: Recommendation?

    package init(at: Instant, interviewerID: PersonID, result: Recommendation?) {
        self.at = at
        self.interviewerID = interviewerID
        self.result = result
    }
}

package enum ApplicationRejection: Error, Hashable {
    case wrongState(ApplicationState)
    case requirementsUnmet([RequirementEvaluation])
    /// What is still missing before acceptance or refusal may be spoken, one readable phrase each (H10–H12).
    case determinationIncomplete([String])
    /// One person may review in one role only.
    case alreadyReviewed
    /// Nobody judges the own application.
    case ownApplication
    case interviewNotScheduled
    /// A result before the interview's own time.
}

/// An application as the decide functions see it.
package struct Application: Sendable {
    package var applicantID: PersonID
    package var state: ApplicationState
    package var evidence: Evidence
    package var reviews: [Review]
    package var interview: Interview?

    package init(
        applicantID: PersonID, state: ApplicationState, evidence: Evidence, reviews: [Review] = [],
        interview: Interview? = nil
    ) {
        self.applicantID = applicantID
        self.state = state
        self.evidence = evidence
        self.reviews = reviews
        self.interview = interview
    }
}

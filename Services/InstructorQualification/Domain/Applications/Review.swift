package import Primitives

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

/// One body's review (H10), with what only a person can confirm.
package struct Review: Hashable, Sendable {
    package var role: ReviewRole
    package var reviewer: PersonID
    package var recommendation: Recommendation
    package var comment: String
    /// The length of the video as the reviewer saw it (H7).
    package var videoMinutes: Int?
    /// Whether the comparable experience is sufficient (H5).
    package var comparableExperienceAccepted: Bool?
    package var at: Instant

    package init(
        role: ReviewRole, reviewer: PersonID, recommendation: Recommendation, comment: String,
        videoMinutes: Int? = nil, comparableExperienceAccepted: Bool? = nil, at: Instant
    ) {
        self.role = role
        self.reviewer = reviewer
        self.recommendation = recommendation
        self.comment = comment
        self.videoMinutes = videoMinutes
        self.comparableExperienceAccepted = comparableExperienceAccepted
        self.at = at
    }
}

/// The telephone interview (H11).
package struct Interview: Hashable, Sendable {
    package var at: Instant
    package var interviewer: PersonID
    /// Nil until the result is recorded.
    package var result: Result?

    package struct Result: Hashable, Sendable {
        package var recommendation: Recommendation
        package var comment: String

        package init(recommendation: Recommendation, comment: String) {
            self.recommendation = recommendation
            self.comment = comment
        }
    }

    package init(at: Instant, interviewer: PersonID, result: Result? = nil) {
        self.at = at
        self.interviewer = interviewer
        self.result = result
    }
}

/// The reason why an application cannot be begun, changed, reviewed or decided.
package enum ApplicationRejection: Error, Hashable, Sendable {
    /// The person is in the process or an instructor already.
    case alreadyCandidate(CandidateStage)
    /// Another application of the person is open.
    case alreadyOpen
    /// The application is in a status that does not allow the step.
    case notInStatus(ApplicationStatus)
    case requirementsUnmet([RequirementEvaluation])
    /// The application cannot be decided yet (H12).
    case incomplete([MissingPart])
    /// The reviewer has reviewed the application in another role.
    case alreadyReviewed
    /// The reviewer or interviewer is the applicant.
    case ownApplication
    case interviewNotScheduled
    /// The interviewer is neither a committee member nor the Training Director.
    case interviewerUnfit
}

/// A part that an application lacks before it can be decided (H12).
package enum MissingPart: Hashable, Sendable {
    case review(ReviewRole)
    case interview
    case interviewResult
    case video
    /// A reviewer's confirmation that the video runs these minutes (H7).
    case videoLength(minutes: Int)
    /// A reviewer's acceptance of the comparable experience (H5).
    case comparableExperience

    /// Whether an application without the part can be declined, but not accepted.
    var isForAcceptanceOnly: Bool {
        switch self {
        case .review, .interview, .interviewResult, .video: false
        case .videoLength, .comparableExperience: true
        }
    }
}

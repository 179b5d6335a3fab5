import InstructorQualificationDomain
import JSONTree
import Web

extension ProblemCode {
    static let requirementsUnmet = ProblemCode("requirementsUnmet", "Requirements are not met")
    static let applicationState = ProblemCode("applicationState", "The application is not in a state for this step")
    static let applicationOpen = ProblemCode("applicationOpen", "An application is open already")
    static let alreadyCandidate = ProblemCode("alreadyCandidate", "The person is in the process already")
    static let alreadyReviewed = ProblemCode("alreadyReviewed", "One person reviews in one role only")
    static let ownApplication = ProblemCode("ownApplication", "Nobody judges the own application")
    static let interviewNotScheduled = ProblemCode("interviewNotScheduled", "No interview is scheduled")
    static let interviewerUnfit = ProblemCode(
        "interviewerUnfit", "A committee member or the Training Director holds the interview")
    static let determinationIncomplete = ProblemCode("determinationIncomplete", "The application is not complete yet")
    static let documentType = ProblemCode("documentType", "The document is not what its content type says")
    static let qualifyingInstructorUnfit = ProblemCode(
        "qualifyingInstructorUnfit", "This person cannot be the candidate's Qualifying Instructor")
    static let extensionNotLater = ProblemCode("extensionNotLater", "An extension must end later than the window")
}

extension ApplicationRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .wrongState(let state): Problem(.applicationState, "The application is \(state.rawValue).")
        case .requirementsUnmet(let unmet):
            Problem(
                .requirementsUnmet, unmet.map(\.reason).joined(separator: " "),
                extensions: ["requirements": (try? JSON.of(unmet.map(RequirementDTO.init))) ?? .array([])])
        case .determinationIncomplete(let missing):
            Problem(
                .determinationIncomplete, "Missing: \(missing.joined(separator: ", ")).",
                extensions: ["missing": .array(missing.map(JSON.string))])
        case .alreadyReviewed: Problem(.alreadyReviewed)
        case .ownApplication: Problem(.ownApplication)
        case .interviewNotScheduled: Problem(.interviewNotScheduled)
        }
    }
}

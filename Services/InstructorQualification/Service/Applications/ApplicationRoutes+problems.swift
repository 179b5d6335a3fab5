import InstructorQualificationDomain
import JSONTree
import Web

extension ProblemCode {
    static let requirementsUnmet = ProblemCode("requirementsUnmet", "The applicant does not meet all requirements.")
    static let applicationState = ProblemCode(
        "applicationState", "The application's status does not allow this step.")
    static let applicationOpen = ProblemCode("applicationOpen", "The person has another open application.")
    static let alreadyCandidate = ProblemCode(
        "alreadyCandidate", "The person is a candidate or an instructor already.")
    static let alreadyReviewed = ProblemCode(
        "alreadyReviewed", "A person reviews an application in one role only.")
    static let ownApplication = ProblemCode("ownApplication", "A person cannot review their own application.")
    static let interviewNotScheduled = ProblemCode("interviewNotScheduled", "No interview is scheduled.")
    static let interviewerUnfit = ProblemCode(
        "interviewerUnfit", "The interviewer must be a committee member or the Training Director.")
    static let determinationIncomplete = ProblemCode(
        "determinationIncomplete", "The application cannot be decided before it is complete.")
}

extension ApplicationRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .alreadyCandidate(let stage): Problem(.alreadyCandidate, "You are \(stage.rawValue) already.")
        case .alreadyOpen: Problem(.applicationOpen, "An application of yours is open already.")
        case .notInStatus(let status): Problem(.applicationState, "The application is \(status.rawValue).")
        case .requirementsUnmet(let unmet):
            Problem(
                .requirementsUnmet, unmet.map(\.reason).joined(separator: " "),
                extensions: ["requirements": (try? JSON.of(unmet.map(RequirementDTO.init))) ?? .array([])])
        case .incomplete(let parts):
            Problem(
                .determinationIncomplete, "Missing: \(parts.map(\.phrase).joined(separator: ", ")).",
                extensions: ["missing": .array(parts.map { .string($0.phrase) })])
        case .alreadyReviewed: Problem(.alreadyReviewed)
        case .ownApplication: Problem(.ownApplication)
        case .interviewNotScheduled: Problem(.interviewNotScheduled)
        case .interviewerUnfit: Problem(.interviewerUnfit)
        }
    }
}

extension MissingPart {
    fileprivate var phrase: String {
        switch self {
        case .review(let role): "review by \(role.rawValue)"
        case .interview: "interview"
        case .interviewResult: "interview result"
        case .video: "video"
        case .videoLength(let minutes): "a reviewer's confirmation that the video runs \(minutes) minutes"
        case .comparableExperience: "a reviewer's confirmation of the comparable experience"
        }
    }
}

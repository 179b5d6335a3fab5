import CertificationDomain
import JSONTree
import Primitives
import Web

extension ProblemCode {
    static let requirementsUnmet = ProblemCode("requirementsUnmet", "The requirements are not met")
    static let applicationState = ProblemCode(
        "applicationState", "The application's state does not allow this step")
    static let applicationOpen = ProblemCode("applicationOpen", "The person has an open application")
    static let ownApplication = ProblemCode("ownApplication", "Applicants cannot decide on their own application")
    static let documentDuplicate = ProblemCode(
        "documentDuplicate", "The application has the same document under another name")
    static let documentType = ProblemCode("documentType", "The document is not of its content type")
    static let datesReversed = ProblemCode("datesReversed", "The end is before the start")
}

extension ApplicationRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .wrongState(let state):
            Problem(.applicationState, "The application is \(state.rawValue).")
        case .requirementsUnmet(let unmet):
            Problem(
                .requirementsUnmet, unmet.map(\.reason).joined(separator: " "),
                extensions: ["requirements": (try? JSON.of(unmet.map(RequirementDTO.init))) ?? .array([])])
        case .alreadyOpen:
            Problem(.applicationOpen, "Finish or withdraw the open application first.")
        case .ownApplication:
            Problem(.ownApplication, "Another reviewer must decide on your application.")
        case .creditUnknown(let id):
            .notFound("The application has no credit \(id).")
        case .documentDuplicate(let name):
            Problem(.documentDuplicate, "The same document is attached as \(name).")
        }
    }
}

extension TrainingRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .datesReversed: Problem(.datesReversed, "endsOn is before startsOn.")
        case .validityReversed: Problem(.datesReversed, "validTo is before validFrom.")
        }
    }
}

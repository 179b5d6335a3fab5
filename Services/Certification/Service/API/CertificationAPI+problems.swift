import CertificationDomain
import HTTP
import JSONTree
package import Messaging
import Postgres
import Primitives
package import ServiceKit

extension ProblemCode {
    static let evaluationRequired = ProblemCode("evaluationRequired", "The evaluation must be completed first")
    static let certificateNotValid = ProblemCode("certificateNotValid", "The certificate is not in force")
    static let requirementsUnmet = ProblemCode("requirementsUnmet", "Requirements are not met")
    static let applicationState = ProblemCode("applicationState", "The application is not in a state for this step")
    static let applicationOpen = ProblemCode("applicationOpen", "An application is open already")
    static let documentDuplicate = ProblemCode("documentDuplicate", "The same document is there under another name")
    static let documentType = ProblemCode("documentType", "The document is not what its content type says")
    static let datesReversed = ProblemCode("datesReversed", "The end is before the beginning")
    static let ownApplication = ProblemCode("ownApplication", "Nobody decides on the own application")
    static let credentialRevoked = ProblemCode("credentialRevoked", "The credential is revoked already")
}

extension CertificateRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .evaluationRequired:
            Problem(
                .evaluationRequired, "Complete the evaluation of the class; then the certificate can be downloaded.")
        case .notValid(let status):
            Problem(.certificateNotValid, "The certificate is \(status.rawValue).")
        }
    }
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
        }
    }
}

/// A name, course or offering has not arrived: the caller tries again later.
extension Deferred: ProblemConvertible {
    package var problem: Problem { .unavailable() }
}

extension CertificateMissing: ProblemConvertible {
    var problem: Problem { .notFound }
}

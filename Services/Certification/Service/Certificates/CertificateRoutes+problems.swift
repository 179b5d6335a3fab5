import CertificationDomain
package import Messaging
package import Web

extension ProblemCode {
    static let evaluationRequired = ProblemCode(
        "evaluationRequired", "The evaluation of the class must be completed first")
    static let certificateNotValid = ProblemCode("certificateNotValid", "The certificate is not valid")
}

extension CertificateRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .evaluationRequired:
            Problem(.evaluationRequired, "Complete the evaluation of the class to download the certificate.")
        case .notValid(let status):
            Problem(.certificateNotValid, "The certificate is \(status.rawValue).")
        }
    }
}

/// The name, course or class has not arrived from its service yet: the client may try again later.
extension Deferred: ProblemConvertible {
    package var problem: Problem { .unavailable() }
}

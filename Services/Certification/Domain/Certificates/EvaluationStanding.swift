package import Primitives

/// Whether the evaluation of a class keeps its attendee from downloading the certificate (F2).
package enum EvaluationStanding: String, Sendable, CaseIterable, Codable {
    case open
    case done
    case notRequired

    /// Returns the standing of a certificate. Imported completions and those without a registration have no evaluation.
    ///
    /// - Parameter isCompleted: Whether the evaluation of the registration is completed.
    package init(imported: Bool, registration: RegistrationID?, isCompleted: Bool) {
        self = imported || registration == nil ? .notRequired : isCompleted ? .done : .open
    }
}

extension CertificateStatus {
    /// Returns the reason why the owner cannot download a certificate in this status; nil if they can (F2, F4).
    package func downloadRejection(_ evaluation: EvaluationStanding) -> CertificateRejection? {
        if self == .revoked { return .notValid(self) }
        return evaluation == .open ? .evaluationRequired : nil
    }
}

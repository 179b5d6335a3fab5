package import Primitives

/// What stands on a certificate for ever (F4): taken once when all of it is known, never changed afterwards.
package struct CertificateSnapshot: Hashable, Sendable, Codable {
    package let personName: String
    package let courseTitle: String
    package let editionName: String?
    package let minutes: Int
    package let startsOn: Day?
    package let completedOn: Day

    package init(
        personName: String, courseTitle: String, editionName: String?, minutes: Int, startsOn: Day?, completedOn: Day
    ) {
        self.personName = personName
        self.courseTitle = courseTitle
        self.editionName = editionName
        self.minutes = minutes
        self.startsOn = startsOn
        self.completedOn = completedOn
    }
}

package enum CertificateStatus: String, Sendable, CaseIterable, Codable {
    case valid
    case superseded
    case revoked
}

/// Whether the attendee's evaluation stands between them and the document (F2).
package enum EvaluationStanding: String, Sendable, CaseIterable, Codable {
    case open
    case done
    case notRequired
}

package enum CertificateRejection: Error, Hashable {
    /// The evaluation must be completed first (F2).
    case evaluationRequired
    /// It was revoked or superseded already.
    case notValid(CertificateStatus)
}

/// The parts of a certificate that decide what may be done with it.
package struct CertificateStanding: Hashable, Sendable {
    package let status: CertificateStatus
    package let evaluation: EvaluationStanding

    package init(status: CertificateStatus, evaluation: EvaluationStanding) {
        self.status = status
        self.evaluation = evaluation
    }

    /// Whether the owner may download the PDF (F2): evaluated, or none asked; a revoked one is not given out any more.
    package func checkDownload() throws(CertificateRejection) {
        guard status != .revoked else { throw .notValid(status) }
        guard evaluation != .open else { throw .evaluationRequired }
    }

    /// Whether it may be reissued or revoked (F4): only the one that is in force.
    package func checkChange() throws(CertificateRejection) {
        guard status == .valid else { throw .notValid(status) }
    }
}

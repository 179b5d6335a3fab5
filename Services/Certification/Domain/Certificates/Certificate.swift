package import Primitives

/// The certificate of one completion (F4).
///
/// A certificate is registered with the verification code that its document shows. Its document is issued at once, or,
/// for an imported completion, when it is first requested. A correction supersedes it with a new certificate.
package struct Certificate: Hashable, Sendable {
    package var id: CertificateID
    package var completion: Completion
    /// The verification code (F5).
    package var code: String
    package var status: CertificateStatus
    /// The reason why the certificate was superseded or revoked.
    package var statusReason: String?
    /// The certificate that this one replaces.
    package var supersedes: CertificateID?
    /// Nil until the document is issued.
    package var issue: Issue?
    package var version: Int

    /// What the document shows, and when it was issued.
    package struct Issue: Hashable, Sendable {
        package var at: Instant
        package var snapshot: CertificateSnapshot

        package init(at: Instant, snapshot: CertificateSnapshot) {
            self.at = at
            self.snapshot = snapshot
        }
    }

    package init(
        id: CertificateID, completion: Completion, code: String, status: CertificateStatus = .valid,
        statusReason: String? = nil, supersedes: CertificateID? = nil, issue: Issue? = nil, version: Int = 1
    ) {
        self.id = id
        self.completion = completion
        self.code = code
        self.status = status
        self.statusReason = statusReason
        self.supersedes = supersedes
        self.issue = issue
        self.version = version
    }
}

/// A completed course, as registration recorded it.
package struct Completion: Hashable, Sendable {
    package var id: CompletionID
    package var person: PersonID
    package var registration: RegistrationID?
    package var offering: OfferingID?
    package var course: String
    package var edition: EditionID
    package var minutes: Int
    package var completedOn: Day
    /// Whether the completion comes from records before this system.
    package var imported: Bool

    package init(
        id: CompletionID, person: PersonID, registration: RegistrationID?, offering: OfferingID?, course: String,
        edition: EditionID, minutes: Int, completedOn: Day, imported: Bool
    ) {
        self.id = id
        self.person = person
        self.registration = registration
        self.offering = offering
        self.course = course
        self.edition = edition
        self.minutes = minutes
        self.completedOn = completedOn
        self.imported = imported
    }
}

package enum CertificateStatus: String, Sendable, CaseIterable, Codable {
    case valid
    case superseded
    case revoked
}

/// The reason why a certificate cannot be downloaded or changed.
package enum CertificateRejection: Error, Hashable, Sendable {
    /// The evaluation of the class is not completed (F2).
    case evaluationRequired
    /// The certificate was revoked, or for a change superseded.
    case notValid(CertificateStatus)
}

import CertificationDomain
import Contracts
import Messaging
import Primitives

extension UnitOfWork {
    /// Publishes a fact of a certificate with its state. A certificate without a document is not published.
    func publish(
        _ event: EventType<CertificateID, CertificateChange>, _ certificate: Certificate, at now: Instant
    ) {
        guard certificate.issue != nil else { return }
        publish(event, CertificateChange(certificate), of: certificate.id, at: now)
        setState(.certificate, CertificateState(certificate), of: certificate.id, at: now)
    }

    /// Publishes a fact of a credential with its state.
    func publish(_ event: EventType<CredentialID, CredentialChange>, _ credential: Credential, at now: Instant) {
        publish(event, CredentialChange(credential), of: credential.id, at: now)
        setState(.credential, CredentialState(credential), of: credential.id, at: now)
    }
}

extension CertificateChange {
    fileprivate init(_ certificate: Certificate) {
        let completion = certificate.completion
        self.init(
            personId: completion.person, completionId: completion.id, courseCode: completion.course,
            completedOn: completion.completedOn)
    }
}

extension CertificateState {
    fileprivate init(_ certificate: Certificate) {
        self.init(
            personId: certificate.completion.person, completionId: certificate.completion.id,
            status: certificate.status.rawValue)
    }
}

extension CredentialChange {
    fileprivate init(_ credential: Credential) {
        self.init(personId: credential.person, kind: credential.kind.published, awardedOn: credential.awardedOn)
    }
}

extension CredentialState {
    fileprivate init(_ credential: Credential) {
        self.init(
            personId: credential.person, kind: credential.kind.published, awardedOn: credential.awardedOn,
            revokedOn: credential.revocation?.on)
    }
}

extension CredentialKind {
    fileprivate var published: Vocabulary.CredentialKind {
        switch self {
        case .practitioner: .practitioner
        }
    }
}

extension PractitionerApplicationChange {
    /// - Parameter policy: The policy that decides about the application.
    init(_ application: PractitionerApplication, _ policy: CertificationPolicy) {
        self.init(personId: application.person, rulePack: policy.version)
    }
}

extension Completion {
    init(_ id: CompletionID, _ change: CompletionChange) {
        self.init(
            id: id, person: change.personId, registration: change.registrationId, offering: change.offeringId,
            course: change.courseCode, edition: change.editionId, minutes: wholeMinutes(ofHours: change.hours),
            completedOn: change.completedOn, imported: change.imported)
    }
}

import CertificationDomain
import Messaging
import Primitives
import UseCases

/// Issues the document of an imported completion's certificate at its first download (F4).
struct IssueCertificateOnDemand: Sendable {
    let certificates: CertificateRepository
    let issuer: CertificateIssuer

    /// Has no effect for a document that is issued.
    ///
    /// - Throws: `NotFound`, also for an erased person; `Deferred` until the course and the name have arrived.
    func callAsFunction(_ id: CertificateID, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.F4)
        guard let certificate = try await certificates.lock(id, in: unit) else { throw NotFound() }
        guard certificate.issue == nil else { return }
        guard try await issuer.issue(certificate, at: now, in: unit) != nil else { throw NotFound() }
    }
}

import CertificationDomain
import Messaging
import Primitives

/// Registers the certificate of a completion and issues its document (F4).
///
/// The document of an imported completion is issued when it is first requested. An erased person has none.
struct IssueCertificate: Sendable {
    let certificates: CertificateRepository
    let issuer: CertificateIssuer

    /// Has no effect for a completion that has a certificate.
    ///
    /// - Throws: `Deferred` until the course, the class and the name have arrived from their services (C4).
    func callAsFunction(of completion: Completion, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.F4)
        guard try await !certificates.exists(for: completion.id, in: unit) else { return }
        let certificate = Certificate.register(as: .new(), of: completion, code: VerificationCode.new())
        try certificates.insert(certificate, in: unit)
        guard certificate.isIssuedAtOnce else { return }
        _ = try await issuer.issue(certificate, at: now, in: unit)
    }
}

import CertificationDomain
import Contracts
import Messaging
import Primitives
import UseCases

/// Reissues a certificate: a corrected one supersedes it, with a new code and document (F4).
struct ReissueCertificate: Sendable {
    struct Command: Sendable {
        var certificate: CertificateID
        var match: VersionMatch
        var reason: String
    }

    let certificates: CertificateRepository
    let issuer: CertificateIssuer

    /// - Returns: the new certificate.
    /// - Throws: `NotFound`, also for the certificate of an erased person; `VersionMismatch`; `CertificateRejection`;
    ///   `Deferred`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Certificate {
        Rule.keep(.F4)
        guard var old = try await certificates.lock(command.certificate, in: unit) else { throw NotFound() }
        try command.match.require(old.version)
        let new = try old.supersede(by: .new(), code: VerificationCode.new(), because: command.reason)
        old = try certificates.save(old, in: unit)
        unit.publish(.certificateSuperseded, old, at: now)
        try certificates.insert(new, in: unit)
        guard let issued = try await issuer.issue(new, at: now, in: unit) else { throw NotFound() }
        return issued
    }
}

import CertificationDomain
import Contracts
import Messaging
import Primitives
import UseCases

/// Revokes a certificate with those that it superseded (F4).
struct RevokeCertificate: Sendable {
    struct Command: Sendable {
        var certificate: CertificateID
        var match: VersionMatch
        var reason: String
    }

    let certificates: CertificateRepository

    /// - Throws: `NotFound`, `VersionMismatch`, `CertificateRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Certificate {
        Rule.keep(.F4)
        guard var certificate = try await certificates.lock(command.certificate, in: unit) else { throw NotFound() }
        try command.match.require(certificate.version)
        var chain = try await certificates.lockChain(of: certificate.completion.id, in: unit)
        for revoked in try chain.revoke(certificate, because: command.reason) {
            let saved = try certificates.save(revoked, in: unit)
            unit.publish(.certificateRevoked, saved, at: now)
            if saved.id == certificate.id { certificate = saved }
        }
        return certificate
    }
}

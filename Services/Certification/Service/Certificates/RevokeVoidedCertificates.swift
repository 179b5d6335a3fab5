import CertificationDomain
import Contracts
import Messaging
import Primitives

/// Revokes the certificates of a completion that registration voided (F4).
struct RevokeVoidedCertificates: Sendable {
    let certificates: CertificateRepository

    func callAsFunction(of completion: CompletionID, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.F4)
        var chain = try await certificates.lockChain(of: completion, in: unit)
        for revoked in chain.revokeAll(because: "The completion was voided.") {
            unit.publish(.certificateRevoked, try certificates.save(revoked, in: unit), at: now)
        }
    }
}

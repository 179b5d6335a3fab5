import Primitives
import UseCases

/// Verifies a certificate by its code, in upper or lower case, for anybody (F5).
struct VerifyCertificate: Sendable {
    let verifications: VerificationRepository

    /// - Throws: `NotFound`.
    func callAsFunction(_ code: String) async throws -> Verification {
        Rule.keep(.F5)
        guard let verification = try await verifications.find(code.uppercased()) else { throw NotFound() }
        return verification
    }
}

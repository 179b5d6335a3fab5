import CertificationDomain
import Contracts
import Messaging
import Primitives
import UseCases

/// Revokes a credential with its reason (G11).
struct RevokeCredential: Sendable {
    struct Command: Sendable {
        var credential: CredentialID
        var match: VersionMatch
        var reason: String
    }

    let policies: Policies
    let credentials: CredentialRepository

    /// - Throws: `NotFound`, `VersionMismatch`, `CredentialRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Credential {
        Rule.keep(.G11)
        guard var credential = try await credentials.lock(command.credential, in: unit) else { throw NotFound() }
        try command.match.require(credential.version)
        try credential.revoke(because: command.reason, on: policies.day(of: now))
        credential = credentials.save(credential, in: unit)
        unit.publish(.credentialRevoked, credential, at: now)
        return credential
    }
}

import CertificationDomain
import HTTP
import Idempotency
import JSONSchema
import Messaging
import Primitives
import UseCases
import Web

/// Credentials: anybody sees a person's, staff revoke them (G11).
struct CredentialRoutes: Sendable {
    let journal: Journal
    let credentials: CredentialRepository
    let revoke: RevokeCredential

    init(_ parts: CertificationParts) {
        journal = parts.journal
        credentials = CredentialRepository(database: parts.database)
        revoke = RevokeCredential(policies: parts.policies, credentials: credentials)
    }

    var list: Operation {
        Operation(
            "List a person's credentials", access: .anyone,
            query: .paging + [.query("personId", .uuid, required: true)], answers: [.page(of: CredentialDTO.self)]
        ) { call in
            guard let person: PersonID = try call.query("personId") else { throw NotFound() }
            let limit = try call.limit()
            let found = try await credentials.list(
                of: person, after: try call.cursor()?.values(Day.self, CredentialID.self), limit: limit)
            return try .ok(
                Page(found, limit: limit, item: CredentialDTO.init, cursor: { Cursor($0.awardedOn, $0.id) }))
        }
    }

    var revocation: Operation {
        Operation(
            "Revoke a credential", access: .staff, body: .json(ReasonDTO.self), answers: [.ok(CredentialDTO.self)],
            problems: [.credentialRevoked], idempotent: true
        ) { call in
            let command = RevokeCredential.Command(
                credential: try call.path("id"), match: call.versionMatch(),
                reason: try call.decode(ReasonDTO.self).reason)
            return try await journal.transact(call) { unit in
                let credential = try await revoke(command, at: call.now, in: unit)
                return try .ok(CredentialDTO(credential), version: credential.version)
            }
        }
    }
}

extension ProblemCode {
    static let credentialRevoked = ProblemCode("credentialRevoked", "The credential is revoked already")
}

extension CredentialRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .alreadyRevoked: Problem(.credentialRevoked)
        }
    }
}

import FoundationEssentials
import Primitives
import Security

/// Issues signed access tokens, which are valid for minutes, to persons and programs.
struct TokenIssuer: Sendable {
    let issuer: String
    let lifetime: Int

    struct Issued: Sendable {
        let access: String
        let tokenID: String
        let expiresAt: Instant
    }

    func access(for login: Login, key: Ed25519Key, at now: Instant) -> Issued {
        issue(key, at: now) { id, end in
            TokenClaims(
                issuer: issuer, subject: login.personID.description, tokenID: id, issuedAt: now, expiresAt: end,
                roles: login.roles, coordinatorOf: login.coordinatorOf.map(\.description))
        }
    }

    func access(client: OAuthClient, scope: String?, key: Ed25519Key, at now: Instant) -> Issued {
        issue(key, at: now) { id, end in
            TokenClaims(
                issuer: issuer, subject: client.id.uuidString.lowercased(), tokenID: id, issuedAt: now,
                expiresAt: end, roles: client.roles, kind: .client, scope: scope)
        }
    }

    private func issue(_ key: Ed25519Key, at now: Instant, _ claims: (String, Instant) -> TokenClaims) -> Issued {
        let id = UUID.version7().uuidString.lowercased()
        let end = now.adding(seconds: lifetime)
        return Issued(access: JWT.sign(claims(id, end), with: key), tokenID: id, expiresAt: end)
    }
}

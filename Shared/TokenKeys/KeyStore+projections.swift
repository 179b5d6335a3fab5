import Contracts
package import Messaging
import Postgres
import Primitives
import Security

extension KeyStore {
    /// What fills the tables in every service but accounts, from `muster.accounts.keys.v1`.
    package var projections: [Projection] {
        [
            Projection(SigningKeyRecord.self, name: "signing-key") { [self] key, record, sql in
                let kid = String(key.dropFirst("key:".count))
                if let record, let publicKey = record.publicKey {
                    try await KeyTables.save(
                        VerificationKey(
                            kid: kid, key: publicKey, notBefore: record.notBefore, notAfter: record.notAfter), sql)
                } else {
                    try await KeyTables.deleteKey(kid, sql)
                }
                sql.onCommit { [self] in refreshSoon() }
            },
            Projection(RevocationRecord.self, name: "token-revocation") { [self] key, record, sql in
                let subject = String(key.dropFirst("revoked:".count))
                guard let record else { return try await KeyTables.deleteRevocation(subject, sql) }
                let revocation = TokenRevocation(
                    subject: subject, before: record.before, expiresAt: record.expiresAt)
                try await KeyTables.save(revocation, sql)
                sql.onCommit { [self] in update([revocation]) }
            },
        ]
    }

    /// Reads the tables in a moment, for callers that cannot wait; what fails here the regular reading makes good.
    func refreshSoon() {
        Task { try? await refresh() }
    }
}

extension SigningKeyRecord {
    init(_ key: VerificationKey) {
        let jwk = JWK(key.key, kid: key.kid)
        self.init(
            jwk: ["kty": jwk.kty, "crv": jwk.crv, "x": jwk.x, "kid": jwk.kid, "alg": jwk.alg, "use": jwk.use],
            notBefore: key.notBefore, notAfter: key.notAfter)
    }

    /// Nil for a key of another kind, which is not used.
    var publicKey: Ed25519PublicKey? {
        guard jwk["kty"] == "OKP", jwk["crv"] == "Ed25519", let x = jwk["x"] else { return nil }
        return Base64URL.decode(x).flatMap { Ed25519PublicKey($0) }
    }
}

import Contracts
package import Messaging
import Postgres
import Primitives
import Security

extension KeyStore {
    /// Fill the tables from `muster.accounts.keys.v1`, in every service but accounts.
    package var projections: [Projection] {
        [
            Projection(.signingKey, name: "signing-key") { [self] key, record, sql in
                if let record, let publicKey = record.publicKey {
                    try await KeyTables.save(
                        VerificationKey(
                            kid: key.kid, key: publicKey, notBefore: record.notBefore, notAfter: record.notAfter),
                        sql)
                } else {
                    try await KeyTables.deleteKey(key.kid, sql)
                }
                sql.onCommit { [self] in refreshSoon() }
            },
            Projection(.revocation, name: "token-revocation") { [self] key, record, sql in
                guard let record else { return try await KeyTables.deleteRevocation(key.subject, sql) }
                let revocation = TokenRevocation(
                    subject: key.subject, before: record.before, expiresAt: record.expiresAt)
                try await KeyTables.save(revocation, sql)
                sql.onCommit { [self] in update([revocation]) }
            },
        ]
    }

    /// Reads the tables soon, for callers that cannot wait; the regular refresh makes up for a failure.
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

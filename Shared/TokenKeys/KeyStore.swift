package import Observability
package import Postgres
package import Primitives
import Security
import Synchronization
package import UseCases

/// The signing keys and revocations that this service knows, in memory and in its own tables, so that it verifies
/// tokens without other programs. Fills itself from the tables (`refresh`), which the projections of the keys topic
/// write, and in accounts the service itself.
///
/// A revocation written through it holds in this process with the commit, in other replicas within a second, in other
/// services as soon as the event is there.
package final class KeyStore: TokenVerifying {
    /// Indicates a well-formed token without the claims that a service needs.
    struct Unusable: Error {}

    private struct State {
        var revocations: [String: TokenRevocation] = [:]
        /// Revocations changed by transactions from this id on may be missing in memory.
        var horizon: String?
        var refreshes = 0
        /// Revocations received while the tables are being read, which the result may lack.
        var recent: [String: TokenRevocation] = [:]
    }

    let database: PostgresClient
    private let verifier: JWTVerifier
    private let refresher = Refresher()
    private let state = Mutex(State())

    package init(database: PostgresClient, issuer: String, metrics: MetricsRegistry = MetricsRegistry()) {
        self.database = database
        verifier = JWTVerifier(issuer: issuer)
        let gauge = metrics.gauge("muster_verified_tokens_remembered", "Verified access tokens kept in memory.")
        metrics.onScrape { [verifier] in gauge.set(verifier.rememberedTokens) }
    }

    package var hasKeys: Bool { verifier.hasKeys }

    /// Who bears the token. A key that is not known yet is looked for in the table before the token is refused.
    package func verify(_ token: String, now: Instant) async throws -> Principal {
        do {
            return try Self.principal(verifier.verify(token, at: now))
        } catch JWTError.unknownKey {
            try await refresh()
            return try Self.principal(verifier.verify(token, at: now))
        }
    }

    /// Reads the tables; calls that come together share one reading.
    package func refresh() async throws {
        try await refresher.run { [self] in try await readTables() }
    }

    private func readTables() async throws {
        let horizon = state.withLock { state -> String? in
            state.refreshes += 1
            state.recent = [:]
            // A full reading now and then drops what was deleted.
            return state.refreshes % 600 == 1 ? nil : state.horizon
        }
        let results = try await database.batch([
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon",
            "SELECT kid, public_key, not_before, not_after FROM signing_key",
            """
            SELECT subject, before, expires_at FROM token_revocation WHERE changed_by >= \(horizon ?? "0")::text::xid8
            """,
        ])
        let keys = try results[1].compactMap { row -> VerificationKey? in
            let (kid, bytes, from, to) = try row.decode((String, [UInt8], Instant, Instant).self)
            return Ed25519PublicKey(bytes).map { VerificationKey(kid: kid, key: $0, notBefore: from, notAfter: to) }
        }
        let revocations = try results[2].map { row in
            let (subject, before, expires) = try row.decode((String, Instant, Instant).self)
            return TokenRevocation(subject: subject, before: before, expiresAt: expires)
        }
        let next: String = try results[0][0].value("horizon")
        verifier.replaceKeys(keys)
        state.withLock { $0.horizon = next }
        if horizon == nil { replaceAll(by: revocations) } else { update(revocations) }
    }

    private func replaceAll(by revocations: [TokenRevocation]) {
        let all = state.withLock { state in
            state.revocations = Dictionary(revocations.map { ($0.subject, $0) }, uniquingKeysWith: { $1 })
            state.revocations.merge(state.recent) { $1 }
            return Array(state.revocations.values)
        }
        verifier.replaceRevocations(all)
    }

    /// Takes revocations into memory: with the commit of their own transaction, or from the table.
    func update(_ revocations: [TokenRevocation]) {
        let all = state.withLock { state -> [TokenRevocation]? in
            let changed = revocations.filter { state.revocations[$0.subject] != $0 }
            guard !changed.isEmpty else { return nil }
            for revocation in changed {
                state.revocations[revocation.subject] = revocation
                state.recent[revocation.subject] = revocation
            }
            return Array(state.revocations.values)
        }
        if let all { verifier.replaceRevocations(all) }
    }

    private static func principal(_ claims: TokenClaims) throws -> Principal {
        guard let person = PersonID(claims.sub) else { throw Unusable() }
        return Principal(
            personID: person, roles: Set(claims.roles.compactMap(Role.init)),
            coordinatorOf: Set(claims.coordinatorOf.compactMap { AgencyID($0) }), tokenID: claims.jti,
            isClient: claims.kind == .client)
    }
}

import FoundationEssentials
package import Primitives
import Synchronization

/// Verifies the suite's access tokens. Create one per service; it is safe to use from any thread.
///
/// A signature is verified once, and the claims are then cached by the token's keyed digest. Expiry, revocations and
/// the key's validity period are checked each time, so a cached token becomes invalid at the same time as any other.
/// Keys come only from our own keys topic: `jku`, `jwk` and `x5u` in a header are ignored, and a token with a `crit`
/// extension is refused, as RFC 7515 requires.
package final class JWTVerifier: Sendable {
    private struct State {
        var keys: [String: VerificationKey] = [:]
        var revocations: [String: TokenRevocation] = [:]
        /// Verified tokens by the keyed digest of their text.
        var cache: RecentMap<KeyedDigest, Verified>
    }

    private final class Verified: Sendable {
        let claims: TokenClaims
        let key: VerificationKey

        init(claims: TokenClaims, key: VerificationKey) {
            self.claims = claims
            self.key = key
        }
    }

    private let issuer: String
    private let audience: String
    private let type: String
    private let leeway: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - leeway: the tolerated difference between two machines' clocks in seconds, in both directions.
    ///   - cacheLimit: the maximum number of cached tokens.
    package init(
        issuer: String, audience: String = "muster", type: String = JWT.accessToken, leeway: Int = 60,
        cacheLimit: Int = 20_000
    ) {
        self.issuer = issuer
        self.audience = audience
        self.type = type
        self.leeway = leeway
        state = Mutex(State(cache: RecentMap(limit: cacheLimit / 2)))
    }

    /// Replaces all keys. Cached tokens are dropped if any key was removed or changed.
    package func replaceKeys(_ keys: [VerificationKey]) {
        let byName = Dictionary(keys.map { ($0.kid, $0) }, uniquingKeysWith: { $1 })
        state.withLock { state in
            guard state.keys != byName else { return }
            state.keys = byName
            state.cache.removeAll()
        }
    }

    package func replaceRevocations(_ revocations: [TokenRevocation]) {
        let bySubject = Dictionary(revocations.map { ($0.subject, $0) }, uniquingKeysWith: { $1 })
        state.withLock { $0.revocations = bySubject }
    }

    package var hasKeys: Bool {
        state.withLock { !$0.keys.isEmpty }
    }

    package var rememberedTokens: Int {
        state.withLock { $0.cache.count }
    }

    /// Returns the claims of a token that is valid at that time.
    package func verify(_ token: String, at now: Instant) throws(JWTError) -> TokenClaims {
        guard token.utf8.count <= JWT.sizeLimit else { throw .malformed("longer than \(JWT.sizeLimit) bytes") }
        let digest = KeyedDigest(token)
        if let known = state.withLock({ $0.cache[digest] }) {
            do {
                try check(known.claims, signedBy: known.key, at: now)
            } catch {
                state.withLock { $0.cache[digest] = nil }
                throw error
            }
            return known.claims
        }
        let (claims, key) = try read(token)
        try check(claims, signedBy: key, at: now)
        state.withLock { state in
            // Does not cache a token whose key was replaced in the meantime.
            guard state.keys[key.kid] == key else { return }
            state.cache[digest] = Verified(claims: claims, key: key)
        }
        return claims
    }

    /// Verifies header, key and signature before it decodes the claims. Unsigned claims are never decoded.
    private func read(_ token: String) throws(JWTError) -> (TokenClaims, VerificationKey) {
        let parts = try JWT.Parts(token)
        guard parts.header.alg == "EdDSA" else { throw .algorithm(String(parts.header.alg.prefix(20))) }
        guard parts.header.crit == nil else { throw .malformed("critical extension") }
        guard parts.header.typ?.lowercased() == type else { throw .type }
        guard let kid = parts.header.kid, !kid.isEmpty else { throw .noKeyID }
        guard let key = state.withLock({ $0.keys[kid] }) else { throw .unknownKey(String(kid.prefix(64))) }
        guard key.key.isValid(signature: parts.signature, of: parts.signedBytes) else { throw .signature }
        guard let claims = try? JSONDecoder().decode(TokenClaims.self, from: Data(parts.claims)) else {
            throw .malformed("unreadable claims")
        }
        // Limits times to the year 9999, so that later arithmetic cannot overflow.
        let sane = 0...253_402_300_799
        guard sane.contains(claims.iat), sane.contains(claims.nbf), sane.contains(claims.exp) else {
            throw .malformed("time out of range")
        }
        return (claims, key)
    }

    private func check(_ claims: TokenClaims, signedBy key: VerificationKey, at now: Instant) throws(JWTError) {
        guard claims.iss == issuer else { throw .issuer }
        guard claims.aud.names.contains(audience) else { throw .audience }
        guard now < claims.expiresAt.adding(seconds: leeway) else { throw .expired }
        guard now.adding(seconds: leeway) >= Instant(secondsSince1970: claims.nbf) else { throw .notYetValid }
        guard now.adding(seconds: leeway) >= Instant(secondsSince1970: claims.iat) else { throw .notYetValid }
        guard now.adding(seconds: leeway) >= key.notBefore, now < key.notAfter.adding(seconds: leeway) else {
            throw .keyNotInForce(key.kid)
        }
        let issued = claims.issuedAt
        func ends(_ revocation: TokenRevocation?) -> Bool { revocation.map { issued <= $0.before } ?? false }
        let isRevoked = state.withLock { state in
            ends(state.revocations[claims.jti]) || ends(state.revocations[claims.sub])
        }
        guard !isRevoked else { throw .revoked }
    }
}

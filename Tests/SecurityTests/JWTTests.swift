import Foundation
import Primitives
import Security
import Testing

@Suite struct JWTTests {
    static let now = Instant("2026-03-01T12:00:00Z")!
    let key = Ed25519Key.generate()

    func verifier(cacheLimit: Int = 100) -> JWTVerifier {
        let verifier = JWTVerifier(issuer: "https://muster.test", cacheLimit: cacheLimit)
        verifier.replaceKeys([entry(for: key)])
        return verifier
    }

    func entry(for key: Ed25519Key, days: Int = 1) -> VerificationKey {
        VerificationKey(
            kid: key.kid, key: key.publicKey, notBefore: Self.now.adding(seconds: -86_400 * days),
            notAfter: Self.now.adding(seconds: 86_400 * days))
    }

    func claims(
        issuer: String = "https://muster.test", subject: String = "person-1", tokenID: String = "token-1",
        at issued: Instant = now, lifetime: Int = 600, audience: String = "muster"
    ) -> TokenClaims {
        TokenClaims(
            issuer: issuer, subject: subject, tokenID: tokenID, issuedAt: issued,
            expiresAt: issued.adding(seconds: lifetime), audience: audience, roles: ["member"])
    }

    @Test func `a token is verified with the key that its header names`() throws {
        let verifier = verifier()
        let token = JWT.sign(claims(), with: key)
        #expect(try verifier.verify(token, at: Self.now) == claims())
        #expect(try verifier.verify(token, at: Self.now) == claims())
        #expect(verifier.rememberedTokens == 1)
    }

    @Test func `a token with any changed character is refused`() {
        let verifier = verifier()
        let token = Array(JWT.sign(claims(), with: key).utf8)
        for index in token.indices {
            var bad = token
            bad[index] = bad[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: JWTError.self) { try verifier.verify(String(decoding: bad, as: UTF8.self), at: Self.now) }
        }
        #expect(verifier.rememberedTokens == 0)
    }

    /// Returns a correctly signed token with a given header, so that only the header can be at fault.
    func token(header: String, body: String? = nil) throws -> String {
        let payload = try body.map { Array($0.utf8) } ?? Array(JSONEncoder().encode(claims()))
        let signed = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(payload))"
        return "\(signed).\(Base64URL.encode(key.sign(Array(signed.utf8))))"
    }

    @Test(arguments: ["none", "None", "HS256", "RS256", "ES256", "eddsa", ""])
    func `another algorithm is refused`(algorithm: String) throws {
        let token = try token(header: #"{"alg":"\#(algorithm)","kid":"\#(key.kid)","typ":"at+jwt"}"#)
        #expect(throws: JWTError.algorithm(algorithm)) { try verifier().verify(token, at: Self.now) }
        let unsigned = token.split(separator: ".").prefix(2).joined(separator: ".") + "."
        #expect(throws: JWTError.algorithm(algorithm)) { try verifier().verify(unsigned, at: Self.now) }
    }

    @Test func `an HMAC with the public key is refused`() throws {
        let header = #"{"alg":"HS256","kid":"\#(key.kid)","typ":"at+jwt"}"#
        let signed =
            "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(Array(try JSONEncoder().encode(claims()))))"
        let forged = "\(signed).\(Base64URL.encode(hmacSHA256(Array(signed.utf8), key: key.publicKey.bytes)))"
        #expect(throws: JWTError.algorithm("HS256")) { try verifier().verify(forged, at: Self.now) }
    }

    @Test func `keys in the header are ignored`() throws {
        let attacker = Ed25519Key.generate()
        let x = JWK(attacker.publicKey).x
        let header = """
            {"alg":"EdDSA","kid":"\(attacker.kid)","typ":"at+jwt","jku":"https://evil.test/jwks.json",
            "jwk":{"kty":"OKP","crv":"Ed25519","x":"\(x)","alg":"EdDSA","use":"sig","kid":"\(attacker.kid)"}}
            """
        let payload = try JSONEncoder().encode(claims())
        let signed = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(Array(payload)))"
        let forged = "\(signed).\(Base64URL.encode(attacker.sign(Array(signed.utf8))))"
        #expect(throws: JWTError.unknownKey(attacker.kid)) { try verifier().verify(forged, at: Self.now) }
        // With the name of a known key, the signature is invalid.
        let borrowed = JWT.sign(claims(), with: attacker)
        let renamed = VerificationKey(
            kid: attacker.kid, key: key.publicKey, notBefore: Self.now, notAfter: Self.now.adding(seconds: 60))
        let other = JWTVerifier(issuer: "https://muster.test")
        other.replaceKeys([renamed])
        #expect(throws: JWTError.signature) { try other.verify(borrowed, at: Self.now) }
    }

    @Test func `a token needs a key id, the right type and no critical extension`() throws {
        let verifier = verifier()
        #expect(throws: JWTError.noKeyID) {
            try verifier.verify(try token(header: #"{"alg":"EdDSA","typ":"at+jwt"}"#), at: Self.now)
        }
        #expect(throws: JWTError.type) {
            try verifier.verify(JWT.sign(claims(), with: key, type: "verification+jwt"), at: Self.now)
        }
        #expect(throws: JWTError.type) {
            try verifier.verify(try token(header: #"{"alg":"EdDSA","kid":"\#(key.kid)"}"#), at: Self.now)
        }
        #expect(throws: JWTError.malformed("critical extension")) {
            let header = #"{"alg":"EdDSA","kid":"\#(key.kid)","typ":"at+jwt","crit":["b64"],"b64":false}"#
            return try verifier.verify(try token(header: header), at: Self.now)
        }
    }

    @Test func `a token expires with a leeway of one minute`() throws {
        let verifier = verifier()
        let token = JWT.sign(claims(lifetime: 600), with: key)
        for second in [-60, 0, 599, 659] {
            #expect(throws: Never.self) { try verifier.verify(token, at: Self.now.adding(seconds: second)) }
        }
        #expect(throws: JWTError.expired) { try verifier.verify(token, at: Self.now.adding(seconds: 660)) }
        #expect(throws: JWTError.notYetValid) { try verifier.verify(token, at: Self.now.adding(seconds: -61)) }
    }

    @Test func `another issuer and another audience are refused`() {
        let verifier = verifier()
        let foreign = JWT.sign(claims(issuer: "https://other.test"), with: key)
        #expect(throws: JWTError.issuer) { try verifier.verify(foreign, at: Self.now) }
        let elsewhere = JWT.sign(claims(audience: "other"), with: key)
        #expect(throws: JWTError.audience) { try verifier.verify(elsewhere, at: Self.now) }
    }

    @Test func `a revoked token or person is refused immediately, also if cached`() throws {
        let verifier = verifier()
        let before = JWT.sign(claims(tokenID: "a"), with: key)
        // Within the same second, so that only the exact time of issue distinguishes the two.
        let after = JWT.sign(claims(tokenID: "b", at: Self.now.adding(microseconds: 500_000)), with: key)
        _ = try verifier.verify(before, at: Self.now)
        verifier.replaceRevocations([
            TokenRevocation(
                subject: "person-1", before: Self.now.adding(microseconds: 250_000),
                expiresAt: Self.now.adding(seconds: 600))
        ])
        #expect(throws: JWTError.revoked) { try verifier.verify(before, at: Self.now) }
        #expect(throws: Never.self) { try verifier.verify(after, at: Self.now.adding(seconds: 1)) }
        verifier.replaceRevocations([
            TokenRevocation(
                subject: "b", before: Self.now.adding(seconds: 600), expiresAt: Self.now.adding(seconds: 600))
        ])
        #expect(throws: JWTError.revoked) { try verifier.verify(after, at: Self.now.adding(seconds: 1)) }
        verifier.replaceRevocations([])
        #expect(throws: Never.self) { try verifier.verify(before, at: Self.now) }
    }

    @Test func `a token is refused when its key is removed or out of its validity period`() throws {
        let verifier = verifier()
        let token = JWT.sign(claims(lifetime: 400_000), with: key)
        _ = try verifier.verify(token, at: Self.now)
        #expect(throws: JWTError.keyNotInForce(key.kid)) {
            try verifier.verify(token, at: Self.now.adding(seconds: 86_400 + 60))
        }
        _ = try verifier.verify(token, at: Self.now)
        #expect(verifier.rememberedTokens == 1)
        let known = entry(for: key)
        verifier.replaceKeys([known])
        #expect(verifier.rememberedTokens == 1)
        verifier.replaceKeys([
            VerificationKey(
                kid: known.kid, key: known.key, notBefore: Self.now.adding(seconds: 3600), notAfter: known.notAfter)
        ])
        #expect(throws: JWTError.keyNotInForce(key.kid)) { try verifier.verify(token, at: Self.now) }
        verifier.replaceKeys([])
        #expect(throws: JWTError.unknownKey(key.kid)) { try verifier.verify(token, at: Self.now) }
        #expect(!verifier.hasKeys)
    }

    @Test func `the cache is bounded`() throws {
        let verifier = verifier(cacheLimit: 10)
        let tokens = (0..<100).map { JWT.sign(claims(tokenID: "token-\($0)"), with: key) }
        for token in tokens {
            _ = try verifier.verify(token, at: Self.now)
            _ = try verifier.verify(tokens[0], at: Self.now)
            #expect(verifier.rememberedTokens <= 10)
        }
    }

    @Test func `an audience may have several names`() throws {
        let body = """
            {"iss":"https://muster.test","sub":"p","jti":"t","iat":1772366400,"nbf":1772366400,"exp":1772367000,
            "aud":["other","muster"],"roles":[],"coordinatorOf":[],"kind":"person","unknown":1}
            """
        let token = try token(header: #"{"alg":"EdDSA","kid":"\#(key.kid)","typ":"at+jwt"}"#, body: body)
        #expect(try verifier().verify(token, at: Self.now).aud.names == ["other", "muster"])
    }

    @Test func `times out of range are refused`() throws {
        let body = """
            {"iss":"https://muster.test","sub":"p","jti":"t","iat":0,"nbf":0,"exp":9223372036854775807,
            "aud":"muster","roles":[],"coordinatorOf":[],"kind":"person"}
            """
        let token = try token(header: #"{"alg":"EdDSA","kid":"\#(key.kid)","typ":"at+jwt"}"#, body: body)
        #expect(throws: JWTError.malformed("time out of range")) { try verifier().verify(token, at: Self.now) }
    }
}

import Primitives
import Security
import Testing

/// A generator with a known seed, so that a failure can be reproduced.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The token parser with arbitrary input.
@Suite struct JWTFuzzTests {
    @Test(arguments: 1...8)
    func `arbitrary input throws, never crashes and is never accepted`(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let key = Ed25519Key.generate()
        let now = Instant(secondsSince1970: 1_772_366_400)
        let verifier = JWTVerifier(issuer: "i")
        verifier.replaceKeys([
            VerificationKey(
                kid: key.kid, key: key.publicKey, notBefore: now, notAfter: now.adding(seconds: 86_400))
        ])
        let good = Array(
            JWT.sign(
                TokenClaims(
                    issuer: "i", subject: "s", tokenID: "t", issuedAt: now, expiresAt: now.adding(seconds: 60),
                    roles: []), with: key
            ).utf8)
        for _ in 0..<400 {
            let bytes = mutated(good, using: &random)
            let text = String(decoding: bytes, as: UTF8.self)
            guard Array(text.utf8) != good else { continue }
            #expect(throws: JWTError.self) { try verifier.verify(text, at: now) }
            #expect(throws: JWTError.self) { try verifier.verify(signed(bytes, by: key), at: now) }
        }
        let deep = String(repeating: "[", count: 6000)
        #expect(throws: JWTError.self) { try verifier.verify(signed(Array(deep.utf8), by: key), at: now) }
        #expect(throws: JWTError.self) { try verifier.verify(String(repeating: "a.", count: 100_000), at: now) }
    }

    /// Returns a token with a valid signature whose header and claims are these bytes.
    private func signed(_ bytes: [UInt8], by key: Ed25519Key) -> String {
        let header = Base64URL.encode(Array(#"{"alg":"EdDSA","kid":"\#(key.kid)","typ":"at+jwt"}"#.utf8))
        let text = "\(header).\(Base64URL.encode(bytes))"
        return "\(text).\(Base64URL.encode(key.sign(Array(text.utf8))))"
    }

    private func mutated(_ bytes: [UInt8], using random: inout SplitMix) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0..<max(1, bytes.count), using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes = Array(bytes[..<index])
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: min(index, bytes.count))
            case 2: bytes.insert(UInt8(ascii: "."), at: min(index, bytes.count))
            case 3: bytes.removeAll { $0 == UInt8(ascii: ".") }
            case 4: bytes = (0..<index).map { _ in UInt8.random(in: 0...255, using: &random) }
            default: if index < bytes.count { bytes[index] = UInt8.random(in: 0...255, using: &random) }
            }
        }
        return bytes
    }
}

import FoundationEssentials
import JSONTree
import Primitives
import Security

/// The proof of work at sign-up (A3), in the ALTCHA scheme: the client finds the number whose SHA-256 with the salt is the
/// challenge. Accessible, without a third party; each challenge is signed, lives for minutes and counts once.
struct Challenge: Codable, Sendable {
    let algorithm: String
    let challenge: String
    let maxnumber: Int
    let salt: String
    let signature: String

    static let lifetimeSeconds = 600

    static func make(key: SecretBytes, hardest: Int, at now: Instant) -> Challenge {
        let salt = "\(Hex.encode(randomBytes(12)))?expires=\(now.adding(seconds: lifetimeSeconds).secondsSince1970)&"
        let number = Int.random(in: 0...hardest)
        let challenge = Hex.encode(sha256(Array("\(salt)\(number)".utf8)))
        return Challenge(
            algorithm: "SHA-256", challenge: challenge, maxnumber: hardest, salt: salt,
            signature: sign(challenge, key))
    }

    /// What a client sends back, as base64 of JSON.
    private struct Solution: Codable {
        let algorithm: String
        let challenge: String
        let number: Int
        let salt: String
        let signature: String
    }

    /// The solved challenge and when it ends; nil for everything that is not solved, not ours, or over. Whether it was used
    /// before is the store's to say.
    static func solved(_ text: String, key: SecretBytes, at now: Instant) -> (challenge: String, expiresAt: Instant)? {
        guard text.utf8.count <= 2000, let data = Data(base64Encoded: text),
            let solution = try? JSON.decode(Solution.self, from: data), solution.algorithm == "SHA-256",
            constantTimeEquals(solution.signature, sign(solution.challenge, key)),
            Hex.encode(sha256(Array("\(solution.salt)\(solution.number)".utf8))) == solution.challenge,
            // The digest is over salt and number in one: without an end to the salt, digits of the number could be moved into its
            // time, for a challenge that hardly ends.
            solution.salt.hasSuffix("&"),
            let end = solution.salt.dropLast().split(separator: "=").last.flatMap({ Int($0) }),
            let expiresAt = Self.time(end)
        else { return nil }
        return now < expiresAt ? (solution.challenge, expiresAt) : nil
    }

    /// Nil for a number that is no time of ours.
    private static func time(_ seconds: Int) -> Instant? {
        (0...253_402_300_799).contains(seconds) ? Instant(secondsSince1970: seconds) : nil
    }

    private static func sign(_ challenge: String, _ key: SecretBytes) -> String {
        Hex.encode(key.withBytes { hmacSHA256(Array(challenge.utf8), key: $0) })
    }
}

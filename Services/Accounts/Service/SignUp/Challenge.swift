import FoundationEssentials
import JSONSchema
import JSONTree
import Primitives
import Security

/// A proof of work for sign-up (A3), in the ALTCHA scheme: the client finds the number whose SHA-256 with the salt is
/// the challenge. It is accessible and needs no third party. Each challenge is signed, valid for minutes, and counts
/// once.
struct Challenge: WireType {
    var algorithm: String
    var challenge: String
    var maxnumber: Int
    var salt: String
    var signature: String

    static let constraints = Constraints([CodingKeys.maxnumber: .integer(min: 0)])
    static let lifetimeSeconds = 600

    static func make(key: SecretBytes, hardest: Int, at now: Instant) -> Challenge {
        let salt = "\(Hex.encode(randomBytes(12)))?expires=\(now.adding(seconds: lifetimeSeconds).secondsSince1970)&"
        let number = Int.random(in: 0...hardest)
        let challenge = Hex.encode(sha256(Array("\(salt)\(number)".utf8)))
        return Challenge(
            algorithm: "SHA-256", challenge: challenge, maxnumber: hardest, salt: salt,
            signature: sign(challenge, key))
    }

    static func sign(_ challenge: String, _ key: SecretBytes) -> String {
        Hex.encode(key.withBytes { hmacSHA256(Array(challenge.utf8), key: $0) })
    }
}

/// A challenge that a client solved, which may have been used before (`ChallengeRepository`).
struct SolvedChallenge: Sendable, Hashable {
    var challenge: String
    var expiresAt: Instant

    /// The form in which a client sends it, as base64 of JSON.
    private struct Solution: Codable {
        let algorithm: String
        let challenge: String
        let number: Int
        let salt: String
        let signature: String
    }

    init(challenge: String, expiresAt: Instant) {
        self.challenge = challenge
        self.expiresAt = expiresAt
    }

    /// Reads a solution; nil when it is not solved, not signed with the key, or expired.
    init?(_ text: String, key: SecretBytes, at now: Instant) {
        guard text.utf8.count <= 2000, let data = Data(base64Encoded: text),
            let solution = try? JSON.decode(Solution.self, from: data), solution.algorithm == "SHA-256",
            constantTimeEquals(solution.signature, Challenge.sign(solution.challenge, key)),
            Hex.encode(sha256(Array("\(solution.salt)\(solution.number)".utf8))) == solution.challenge,
            // The digest is over salt and number together. Without an end of the salt, digits of the number could be
            // moved into its time, for a challenge that hardly expires.
            solution.salt.hasSuffix("&"),
            let end = solution.salt.dropLast().split(separator: "=").last.flatMap({ Int($0) }),
            (0...253_402_300_799).contains(end), now < Instant(secondsSince1970: end)
        else { return nil }
        self.init(challenge: solution.challenge, expiresAt: Instant(secondsSince1970: end))
    }
}

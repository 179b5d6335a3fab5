import Primitives
import Security

/// The signature of a webhook, `t=<unix>,v1=<hex>`: a keyed digest of the time and the body, so that neither can be
/// changed, nor an old webhook sent again.
struct WebhookSignature {
    /// The greatest difference between the signature's time and the current one, in seconds.
    static let tolerance = 300

    let time: Int
    /// One of them must be right: while a secret is replaced, a provider signs with the old and the new one.
    let digests: [String]

    /// Returns nil for a header in another form.
    init?(header: String) {
        var time: Int?
        var digests: [String] = []
        for part in header.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
            guard pair.count == 2 else { return nil }
            if pair[0] == "t" { time = Int(pair[1]) }
            if pair[0] == "v1" { digests.append(pair[1].lowercased()) }
        }
        guard let time, (1...8).contains(digests.count) else { return nil }
        self.time = time
        self.digests = digests
    }

    /// Returns whether the secret's holder signed this body, at most `tolerance` from one of the given times.
    func isValid(for body: [UInt8], secret: [UInt8], near times: [Instant]) -> Bool {
        let signed = Array("\(time).".utf8) + body
        let expected = Self.hex(hmacSHA256(signed, key: secret))
        let isSigned = digests.reduce(false) { constantTimeEquals(expected, $1) || $0 }
        guard isSigned else { return false }
        return times.contains { now in
            let (distance, overflow) = now.secondsSince1970.subtractingReportingOverflow(time)
            return !overflow && abs(distance) <= Self.tolerance
        }
    }

    /// Returns the header for a body, as a provider sends it.
    static func header(for body: [UInt8], secret: [UInt8], at instant: Instant) -> String {
        let time = instant.secondsSince1970
        return "t=\(time),v1=\(hex(hmacSHA256(Array("\(time).".utf8) + body, key: secret)))"
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

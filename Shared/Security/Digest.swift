import CSodium

/// SHA-256 of the bytes: 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] {
    Sodium.ready
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    return digest
}

/// HMAC-SHA-256 under a key of any length (RFC 2104): 32 bytes.
package func hmacSHA256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    Sodium.ready
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
    crypto_auth_hmacsha256_final(&state, &code)
    return code
}

/// A table's key for a secret text, in place of the text: SipHash-2-4 with 128 bits, under a key that this process made for
/// itself and shows nobody. Nobody can make two texts with one digest without that key, and it takes a twentieth of SHA-256's
/// time. It means nothing outside of this process: what is kept wants `sha256`.
struct KeyedDigest: Hashable {
    private static let key = randomBytes(Int(crypto_shorthash_siphashx24_KEYBYTES))

    private let low: UInt64
    private let high: UInt64

    init(_ text: String) {
        var text = text
        var digest: (UInt64, UInt64) = (0, 0)
        text.withUTF8 { bytes in
            withUnsafeMutableBytes(of: &digest) { digest in
                guard let place = digest.bindMemory(to: UInt8.self).baseAddress, let start = bytes.baseAddress else {
                    return
                }
                _ = crypto_shorthash_siphashx24(place, start, UInt64(bytes.count), Self.key)
            }
        }
        (low, high) = digest
    }
}

/// Lower-case hexadecimal, as digests are written in headers and logs.
package enum Hex {
    package static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads digits of either case; nil when the length is odd or another character stands there.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

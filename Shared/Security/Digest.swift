import CSodium

/// Returns the SHA-256 digest of the bytes: 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] {
    Sodium.ready
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    return digest
}

/// Returns the HMAC-SHA-256 of the message with a key of any length (RFC 2104): 32 bytes.
package func hmacSHA256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    Sodium.ready
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
    crypto_auth_hmacsha256_final(&state, &code)
    return code
}

/// A hash table key that stands for a secret text: SipHash-2-4 with 128 bits under a random key of this process.
/// Without that key, collisions cannot be constructed. It takes a twentieth of SHA-256's time. It is meaningless
/// outside this process; use `sha256` for stored values.
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

/// Lower-case hexadecimal, the form of digests in headers and logs.
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
}

import CSodium

/// The one door to libsodium: every use goes through `ready`, so the library is set up once before its first call.
enum Sodium {
    /// `sodium_init` may be called by any thread any number of times; a static constant makes it exactly one.
    static let ready: Void = {
        precondition(sodium_init() >= 0, "libsodium could not gather randomness")
    }()
}

/// Bytes from the system's cryptographic generator.
package func randomBytes(_ count: Int) -> [UInt8] {
    Sodium.ready
    var bytes = [UInt8](repeating: 0, count: count)
    if count > 0 { randombytes_buf(&bytes, count) }
    return bytes
}

/// A token that cannot be guessed, in base64url without padding: 32 bytes give 43 characters.
package func randomToken(bytes count: Int = 32) -> String {
    Base64URL.encode(randomBytes(count))
}

/// Whether both are equal, in a time that depends on the length alone. Different lengths are unequal at once.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    Sodium.ready
    guard left.count == right.count else { return false }
    return left.isEmpty || sodium_memcmp(left, right, left.count) == 0
}

/// `constantTimeEquals` of the UTF-8 bytes.
package func constantTimeEquals(_ left: String, _ right: String) -> Bool {
    constantTimeEquals(Array(left.utf8), Array(right.utf8))
}

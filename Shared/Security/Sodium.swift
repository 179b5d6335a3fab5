import CSodium

/// Initializes libsodium. Every function that calls the library reads `ready` first.
enum Sodium {
    /// A static constant makes `sodium_init` run exactly once.
    static let ready: Void = {
        precondition(sodium_init() >= 0, "libsodium could not gather randomness")
    }()
}

/// Returns bytes from the system's cryptographic generator.
package func randomBytes(_ count: Int) -> [UInt8] {
    Sodium.ready
    var bytes = [UInt8](repeating: 0, count: count)
    if count > 0 { randombytes_buf(&bytes, count) }
    return bytes
}

/// Returns an unguessable token in base64url without padding. 32 bytes give 43 characters.
package func randomToken(bytes count: Int = 32) -> String {
    Base64URL.encode(randomBytes(count))
}

/// Returns whether both are equal, in a time that depends only on the length. Different lengths are unequal
/// immediately.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    Sodium.ready
    guard left.count == right.count else { return false }
    return left.isEmpty || sodium_memcmp(left, right, left.count) == 0
}

/// Compares the UTF-8 bytes in constant time.
package func constantTimeEquals(_ left: String, _ right: String) -> Bool {
    constantTimeEquals(Array(left.utf8), Array(right.utf8))
}

import Security

/// The code by which anybody verifies a certificate (F5).
enum VerificationCode {
    /// Returns a random code of 20 characters with 100 bits, which cannot be guessed. The letters I, L, O and U are
    /// left out, so that a code can be read aloud.
    static func new() -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        return String(randomBytes(20).map { alphabet[Int($0 & 31)] })
    }
}

import CSodium

/// The cost of one argon2id hash. The default is OWASP's minimum of 19 MiB, two passes and one lane.
package struct PasswordCost: Sendable, Hashable {
    package let memoryKiB: Int
    package let passes: Int

    package static let standard = PasswordCost(memoryKiB: 19_456, passes: 2)

    package init(memoryKiB: Int, passes: Int) {
        self.memoryKiB = memoryKiB
        self.passes = passes
    }
}

/// argon2id by libsodium in the PHC text form (`$argon2id$v=19$m=…,t=…,p=1$salt$hash`). It blocks its thread for about
/// 20 ms, so only `PasswordHasher` calls it.
enum PasswordHash {
    /// Returns nil if memory is not available.
    static func make(_ password: [UInt8], cost: PasswordCost) -> String? {
        Sodium.ready
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let status = crypto_pwhash_str_alg(
            &text, password.map { CChar(bitPattern: $0) }, UInt64(password.count), UInt64(cost.passes),
            cost.memoryKiB * 1024, crypto_pwhash_ALG_ARGON2ID13)
        guard status == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func isMatch(_ hash: String, _ password: [UInt8]) -> Bool {
        Sodium.ready
        guard isArgon2id(hash) else { return false }
        return crypto_pwhash_str_verify(hash, password.map { CChar(bitPattern: $0) }, UInt64(password.count)) == 0
    }

    static func needsRehash(_ hash: String, cost: PasswordCost) -> Bool {
        Sodium.ready
        guard isArgon2id(hash) else { return true }
        return crypto_pwhash_str_needs_rehash(hash, UInt64(cost.passes), cost.memoryKiB * 1024) != 0
    }

    private static func isArgon2id(_ hash: String) -> Bool {
        hash.hasPrefix("$argon2id$") && hash.utf8.count < Int(crypto_pwhash_STRBYTES) && !hash.utf8.contains(0)
    }
}

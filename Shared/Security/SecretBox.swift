import CSodium

/// Authenticated encryption with a shared key (XSalsa20-Poly1305), used for private keys and documents at rest.
package enum SecretBox {
    package static let keyLength = Int(crypto_secretbox_KEYBYTES)

    /// Returns the nonce followed by the ciphertext. Each call uses a new nonce. The key must have `keyLength` bytes.
    package static func seal(_ message: [UInt8], key: SecretBytes) -> [UInt8] {
        precondition(key.count == keyLength, "a secretbox key has \(keyLength) bytes")
        let nonce = randomBytes(Int(crypto_secretbox_NONCEBYTES))
        var sealed = [UInt8](repeating: 0, count: message.count + Int(crypto_secretbox_MACBYTES))
        key.withBytes { _ = crypto_secretbox_easy(&sealed, message, UInt64(message.count), nonce, $0) }
        return nonce + sealed
    }

    /// Returns the message, or nil if the key or the content is not the original.
    package static func open(_ sealed: [UInt8], key: SecretBytes) -> [UInt8]? {
        Sodium.ready
        let nonceLength = Int(crypto_secretbox_NONCEBYTES)
        let overhead = nonceLength + Int(crypto_secretbox_MACBYTES)
        guard key.count == keyLength, sealed.count >= overhead else { return nil }
        let nonce = Array(sealed[..<nonceLength])
        let body = Array(sealed[nonceLength...])
        var message = [UInt8](repeating: 0, count: sealed.count - overhead)
        let status = key.withBytes { crypto_secretbox_open_easy(&message, body, UInt64(body.count), nonce, $0) }
        return status == 0 ? message : nil
    }
}

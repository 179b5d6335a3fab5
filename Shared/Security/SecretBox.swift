import CSodium

/// Authenticated encryption under one shared key (XSalsa20-Poly1305): how private keys and documents rest in a table.
package enum SecretBox {
    package static let keyLength = Int(crypto_secretbox_KEYBYTES)

    /// Nonce and ciphertext in one; a fresh nonce each time. The key must have `keyLength` bytes.
    package static func seal(_ message: [UInt8], key: SecretBytes) -> [UInt8] {
        precondition(key.count == keyLength, "a secretbox key has \(keyLength) bytes")
        let nonce = randomBytes(Int(crypto_secretbox_NONCEBYTES))
        var sealed = [UInt8](repeating: 0, count: message.count + Int(crypto_secretbox_MACBYTES))
        key.withBytes { _ = crypto_secretbox_easy(&sealed, message, UInt64(message.count), nonce, $0) }
        return nonce + sealed
    }

    /// The message, or nil when key or content is not the one that was sealed.
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

/// Encryption to a receiver's public key by an anonymous sender (X25519): who seals cannot open it again.
package enum SealedBox {
    private static let overhead = Int(crypto_box_sealbytes())

    /// A receiver's keys, made from a 32-byte seed.
    package struct KeyPair: Sendable {
        package let publicKey: [UInt8]
        let secretKey: SecretBytes

        package init?(seed: [UInt8]) {
            Sodium.ready
            guard seed.count == Int(crypto_box_SEEDBYTES) else { return nil }
            var publicBytes = [UInt8](repeating: 0, count: Int(crypto_box_PUBLICKEYBYTES))
            var secretBytes = [UInt8](repeating: 0, count: Int(crypto_box_SECRETKEYBYTES))
            guard crypto_box_seed_keypair(&publicBytes, &secretBytes, seed) == 0 else { return nil }
            publicKey = publicBytes
            secretKey = SecretBytes(secretBytes)
        }
    }

    /// The sealed message; nil when the public key is no usable one.
    package static func seal(_ message: [UInt8], to publicKey: [UInt8]) -> [UInt8]? {
        Sodium.ready
        guard publicKey.count == Int(crypto_box_PUBLICKEYBYTES) else { return nil }
        var sealed = [UInt8](repeating: 0, count: message.count + overhead)
        return crypto_box_seal(&sealed, message, UInt64(message.count), publicKey) == 0 ? sealed : nil
    }

    package static func open(_ sealed: [UInt8], with keys: KeyPair) -> [UInt8]? {
        Sodium.ready
        guard sealed.count >= overhead else { return nil }
        var message = [UInt8](repeating: 0, count: sealed.count - overhead)
        let status = keys.secretKey.withBytes {
            crypto_box_seal_open(&message, sealed, UInt64(sealed.count), keys.publicKey, $0)
        }
        return status == 0 ? message : nil
    }
}

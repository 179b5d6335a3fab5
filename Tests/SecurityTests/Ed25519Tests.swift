import Security
import Testing

@Suite struct Ed25519Tests {
    /// RFC 8032 §7.1, TEST 1 to TEST 3: seed, public key, message, signature.
    static let vectors: [(seed: String, publicKey: String, message: String, signature: String)] = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ]

    @Test(arguments: vectors)
    func `signatures equal those in RFC 8032`(
        vector: (seed: String, publicKey: String, message: String, signature: String)
    ) throws {
        let seed = bytes(vector.seed)
        let key = try #require(Ed25519Key(seed: seed))
        let message = bytes(vector.message)
        #expect(Hex.encode(key.publicKey.bytes) == vector.publicKey)
        #expect(Hex.encode(key.sign(message)) == vector.signature)
        #expect(key.publicKey.isValid(signature: key.sign(message), of: message))
    }

    @Test func `a signature with one changed bit is refused`() {
        let key = Ed25519Key.generate()
        let message = Array("seat 12".utf8)
        let signature = key.sign(message)
        for bit in 0..<(signature.count * 8) {
            var bad = signature
            bad[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.publicKey.isValid(signature: bad, of: message))
        }
        #expect(!key.publicKey.isValid(signature: signature, of: Array("seat 13".utf8)))
        #expect(!key.publicKey.isValid(signature: [], of: message))
    }

    @Test func `a key has its RFC 7638 thumbprint and its RFC 8037 form`() throws {
        // RFC 8037 appendix A.2 and A.3.
        let bytes = try #require(Base64URL.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))
        let key = try #require(Ed25519PublicKey(bytes))
        #expect(key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        let jwk = JWK(key)
        #expect(jwk.x == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
        #expect(jwk.publicKey == key)
    }

    @Test(arguments: [0, 31, 33, 64])
    func `seeds and public keys must have 32 bytes`(length: Int) {
        #expect(Ed25519Key(seed: randomBytes(length)) == nil)
        #expect(Ed25519PublicKey(randomBytes(length)) == nil)
    }
}

/// Returns the bytes of a hexadecimal text.
private func bytes(_ hex: String) -> [UInt8] {
    stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
}

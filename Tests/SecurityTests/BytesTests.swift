import Security
import Testing

@Suite struct BytesTests {
    @Test func `digests equal those in FIPS 180-4 and RFC 4231`() {
        #expect(
            Hex.encode(sha256(Array("abc".utf8))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Hex.encode(hmacSHA256(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        // RFC 4231 test case 6: a key longer than the block.
        #expect(
            Hex.encode(
                hmacSHA256(
                    Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                    key: [UInt8](repeating: 0xaa, count: 131)))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")])
    func `base64url is written as in RFC 4648 and decoded again`(plain: String, encoded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg==", "Zm+v", "Zm/v", "Z", "Zm9vY", "Zh", "Zm9", "Zm 9v", "Zm9v\n"])
    func `base64url with padding, foreign characters, an impossible length or extra bits is refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `comparison in constant time distinguishes values and lengths`() {
        #expect(constantTimeEquals("token", "token"))
        #expect(!constantTimeEquals("token", "tokem"))
        #expect(!constantTimeEquals("token", "token2"))
        #expect(constantTimeEquals([], []))
    }

    @Test func `random tokens are unique`() {
        let tokens = Set((0..<1000).map { _ in randomToken() })
        #expect(tokens.count == 1000)
        #expect(tokens.allSatisfy { $0.utf8.count == 43 })
    }

    @Test func `a sealed message can be opened only unchanged and with its key`() {
        let key = SecretBytes(randomBytes(SecretBox.keyLength))
        let sealed = SecretBox.seal(Array("private".utf8), key: key)
        #expect(SecretBox.open(sealed, key: key) == Array("private".utf8))
        #expect(SecretBox.open(sealed, key: SecretBytes(randomBytes(SecretBox.keyLength))) == nil)
        #expect(SecretBox.open(Array(sealed.dropLast()), key: key) == nil)
        #expect(SecretBox.open([1, 2, 3], key: key) == nil)
    }

    @Test func `a secret does not appear in descriptions`() {
        let secret = SecretBytes("hunter2")
        #expect("\(secret) \(String(reflecting: secret))".contains("hunter2") == false)
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("104"))
        #expect(secret == SecretBytes("hunter2"))
    }
}

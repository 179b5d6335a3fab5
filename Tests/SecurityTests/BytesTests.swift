import Security
import Testing

@Suite("Bytes, digests and boxes")
struct BytesTests {
    @Test("hash as FIPS 180-4 and RFC 4231 publish")
    func knownDigests() {
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

    @Test(
        "write base64url as RFC 4648 does and read it back",
        arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")])
    func base64URL(plain: String, encoded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(plain.utf8))
    }

    @Test(
        "refuse base64url that has padding, a foreign character, an impossible length or left-over bits",
        arguments: ["Zg==", "Zm+v", "Zm/v", "Z", "Zm9vY", "Zh", "Zm9", "Zm 9v", "Zm9v\n"])
    func strictBase64URL(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("compare in constant time, and know unequal lengths")
    func comparison() {
        #expect(constantTimeEquals("token", "token"))
        #expect(!constantTimeEquals("token", "tokem"))
        #expect(!constantTimeEquals("token", "token2"))
        #expect(constantTimeEquals([], []))
    }

    @Test("make a new random token each time")
    func tokens() {
        let tokens = Set((0..<1000).map { _ in randomToken() })
        #expect(tokens.count == 1000)
        #expect(tokens.allSatisfy { $0.utf8.count == 43 })
    }

    @Test("open what was sealed, and nothing else")
    func boxes() {
        let key = SecretBytes(randomBytes(SecretBox.keyLength))
        let sealed = SecretBox.seal(Array("private".utf8), key: key)
        #expect(SecretBox.open(sealed, key: key) == Array("private".utf8))
        #expect(SecretBox.open(sealed, key: SecretBytes(randomBytes(SecretBox.keyLength))) == nil)
        #expect(SecretBox.open(Array(sealed.dropLast()), key: key) == nil)
        #expect(SecretBox.open([1, 2, 3], key: key) == nil)
    }

    @Test("never show a secret in a text")
    func secretsStayHidden() {
        let secret = SecretBytes("hunter2")
        #expect("\(secret) \(String(reflecting: secret))".contains("hunter2") == false)
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("104"))
        #expect(secret == SecretBytes("hunter2"))
    }
}

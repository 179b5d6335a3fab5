import AccountsDomain
import Testing

@Suite struct EmailAndPasswordTests {
    @Test(arguments: [
        ("Zoe@Example.ORG", "zoe@example.org"), ("  a@b.org\n", "a@b.org"), ("ＡＢ@example.org", "ab@example.org"),
        ("zoe\u{308}@example.org", "zoë@example.org"), ("ﬁn@example.org", "fin@example.org"),
        ("İ@example.org", "i\u{307}@example.org"),
    ])
    func `an address is unique without regard to case, width and composition`(text: String, key: String) {
        #expect(EmailAddress(text)?.key == key)
    }

    @Test(arguments: ["", "@", "a@", "@b", "a b@c.org", "a@b@c", "a@b\u{0}.org", "plain"])
    func `what no mail could reach is no address`(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test(
        arguments: [
            ("1234567", .tooShort(minimum: 8)), ("password", .tooCommon), ("PassW0rd", .tooCommon),
            ("aaaaaaaaaaaa", .tooCommon), ("Zoe@example.org", .tooCommon), ("correct horse", nil), ("été chaud", nil),
        ] as [(String, PasswordPolicy.Rejection?)])
    func `a password is long enough and none of the first guesses`(
        password: String, refusal: PasswordPolicy.Rejection?
    ) {
        var thrown: PasswordPolicy.Rejection?
        do throws(PasswordPolicy.Rejection) {
            try PasswordPolicy().check(password, of: EmailAddress("zoe@example.org"))
        } catch {
            thrown = error
        }
        #expect(thrown == refusal)
    }

    @Test(arguments: [(0, 0), (5, 0), (6, 1), (7, 2), (10, 16), (16, 900), (90, 900)])
    func `the delay doubles with every failure beyond the free ones, up to its bound`(failures: Int, seconds: Int) {
        #expect(LoginThrottle().delay(afterFailures: failures) == seconds)
    }
}

import AccountsDomain
import Testing

@Suite struct BoundTests {
    @Test(arguments: ["a@@b.org", "@a@b.org", "a@b.org@"]) func `an address has one sign and nothing empty beside it`(
        text: String
    ) {
        #expect(EmailAddress(text) == nil)
    }

    @Test(arguments: [(319, true), (320, true), (321, false)]) func `an address has at most 320 bytes`(
        length: Int, isAddress: Bool
    ) {
        let domain = "@example.org"
        let text = String(repeating: "a", count: length - domain.utf8.count) + domain
        #expect((EmailAddress(text) != nil) == isAddress)
    }

    @Test func `the delay doubles thirty times at most`() {
        let throttle = LoginThrottle(freeFailures: 2, longestSeconds: .max)
        #expect([0, 2, 3, 4, 32, 33, 34, 90].map(throttle.delay) == [0, 0, 1, 2, 1 << 29, 1 << 30, 1 << 30, 1 << 30])
    }

    @Test(arguments: [("aaaaaaaa", false), ("abababab", true)]) func `a password has more than one character`(
        password: String, isAllowed: Bool
    ) {
        #expect(((try? PasswordPolicy().check(password, of: nil)) != nil) == isAllowed)
    }
}

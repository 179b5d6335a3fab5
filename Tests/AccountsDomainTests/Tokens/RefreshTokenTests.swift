import AccountsDomain
import FoundationEssentials
import Primitives
import Testing

@Suite struct RefreshTokenTests {
    @Test func `a refresh token is used once, before it expires`() throws {
        let end = Instant(secondsSince1970: 1_800_000_000)
        var token = RefreshToken(
            family: UUID(), personID: id(1), tokenID: "t", tokenExpiresAt: end.adding(seconds: -900), expiresAt: end)
        #expect(throws: RefreshToken.Rejection.expired) { try token.use(at: end) }
        try token.use(at: end.adding(seconds: -1))
        #expect(token.isUsed)
        #expect(throws: RefreshToken.Rejection.reused) { try token.use(at: end.adding(seconds: -1)) }
    }
}

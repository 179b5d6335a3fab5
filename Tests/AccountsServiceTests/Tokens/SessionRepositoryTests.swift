import AccountsDomain
import DomainClock
import FoundationEssentials
import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct SessionRepositoryTests {
    @Test func `a refresh token is found as it was inserted, and as it was saved`() async throws {
        let fixture = try await AccountsFixture()
        let journal = fixture.context.journal
        let sessions = SessionRepository()
        let person = try await fixture.join("zoe@example.org").id
        let now = fixture.clock.now
        let token = RefreshToken(
            family: UUID(), personID: person, tokenID: "fresh", tokenExpiresAt: now.adding(seconds: 900),
            expiresAt: now.adding(seconds: 90_000))
        let used = RefreshToken(
            family: token.family, personID: person, tokenID: "used", tokenExpiresAt: now.adding(seconds: 300),
            expiresAt: now.adding(seconds: 30_000), isUsed: true)
        try await expectStored(
            token, used,
            insert: { token in
                try await journal.update { unit in sessions.insert(token.tokenID, token, in: unit) }
            },
            find: { token in
                try await journal.update { unit in try await sessions.lock(token.tokenID, in: unit) }
            })
        try await journal.update { unit in
            var locked = try #require(try await sessions.lock("fresh", in: unit))
            try locked.use(at: now)
            sessions.save("fresh", locked, in: unit)
        }
        try await journal.update { unit in
            #expect(try await sessions.lock("fresh", in: unit)?.isUsed == true)
            let valid = try await sessions.accessTokens(of: person, at: now.adding(seconds: 300), in: unit)
            #expect(valid.map(\.id).contains("fresh") && !valid.map(\.id).contains("used"))
            let ended = try await sessions.delete(family: token.family, in: unit)
            #expect(Set(ended.map(\.id)) == ["fresh", "used"])
        }
    }
}

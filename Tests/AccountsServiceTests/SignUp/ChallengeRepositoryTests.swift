import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct ChallengeRepositoryTests {
    @Test func `a challenge is used once, and forgotten after it expired`() async throws {
        let fixture = try await AccountsFixture()
        let challenges = ChallengeRepository(database: fixture.database)
        let solved = SolvedChallenge(challenge: "c0ffee", expiresAt: Instant(secondsSince1970: 1_700_000_000))
        #expect(try await challenges.use(solved))
        #expect(try await !challenges.use(solved))
        try await fixture.context.journal.update { unit in
            challenges.deleteExpired(at: solved.expiresAt.adding(seconds: -1), in: unit)
        }
        #expect(try await !challenges.use(solved))
        try await fixture.context.journal.update { unit in
            challenges.deleteExpired(at: solved.expiresAt, in: unit)
        }
        #expect(try await challenges.use(solved))
    }
}

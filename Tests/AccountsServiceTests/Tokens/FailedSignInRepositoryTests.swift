import AccountsDomain
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct FailedSignInRepositoryTests {
    @Test func `failures of an address are counted until a day passes without one, or until they are cleared`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let failures = FailedSignInRepository(database: fixture.database)
        let email = try #require(EmailAddress("zoe@example.org"))
        #expect(try await failures.delay(of: email) == 0)
        #expect(try await failures.count(email) == 1)
        #expect(try await failures.count(email) == 2)
        try await failures.block(email, seconds: 600)
        #expect((500...600).contains(try await failures.delay(of: email)))
        #expect(try await failures.delay(of: try #require(EmailAddress("ada@example.org"))) == 0)
        try await fixture.database.execute("UPDATE failed_sign_in SET last_at = last_at - interval '25 hours'")
        #expect(try await failures.count(email) == 1)
        try await failures.clear(email)
        #expect(try await failures.delay(of: email) == 0)
    }
}

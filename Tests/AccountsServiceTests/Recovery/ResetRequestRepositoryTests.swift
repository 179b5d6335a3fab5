import AccountsDomain
import DomainClock
import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct ResetRequestRepositoryTests {
    @Test func `a request is removed once, with the account of its address if there is one`() async throws {
        let fixture = try await AccountsFixture()
        let requests = ResetRequestRepository()
        let owner = try await fixture.join("Zoe@example.org").id
        try await fixture.context.journal.update { unit in
            for text in ["zoe@example.org", "nobody@example.org", "ZOE@example.org"] {
                requests.insert(try #require(EmailAddress(text)), at: fixture.clock.now, in: unit)
            }
        }
        let removed = try await fixture.context.journal.update { unit in try await requests.removeNext(in: unit) }
        #expect(removed.count == 2)
        let known = removed.filter { $0.owner != nil }
        #expect(known.map(\.owner) == [owner] && known.map(\.email?.text) == ["Zoe@example.org"])
        let rest = try await fixture.context.journal.update { unit in try await requests.removeNext(in: unit) }
        #expect(rest.isEmpty)
    }
}

import DomainClock
import FoundationEssentials
import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct ClientRepositoryTests {
    @Test func `a program is found as it was inserted`() async throws {
        let fixture = try await AccountsFixture()
        let clients = ClientRepository(database: fixture.database)
        try await expectStored(
            OAuthClient(id: UUID(), name: "Site", secretDigest: [1, 2, 3], roles: ["staff"]),
            insert: { client in
                try await fixture.context.journal.update { unit in
                    clients.insert(client, at: fixture.clock.now, in: unit)
                }
            },
            find: { try await clients.find($0.id) })
    }
}

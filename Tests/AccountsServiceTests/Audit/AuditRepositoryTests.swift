import JSONTree
import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct AuditRepositoryTests {
    @Test func `an audit entry is found as it was inserted, the newest first`() async throws {
        let fixture = try await AccountsFixture()
        let audit = AuditRepository(database: fixture.database)
        let entry = AuditEntry(
            at: Instant(secondsSince1970: 1_700_000_000), actor: .new(), action: "hold.placed", subject: "person",
            reason: "dues", details: ["days": 3])
        try await expectStored(
            entry, ignoring: ["details"],
            insert: { entry in try await fixture.context.journal.update { unit in audit.insert(entry, in: unit) } },
            find: { _ in
                var found = try await audit.list(of: "person", before: nil, limit: 1).first
                found?.id = 0
                return found
            })
        var second = entry
        second.action = "hold.lifted"
        try await fixture.context.journal.update { [second] unit in audit.insert(second, in: unit) }
        let all = try await audit.list(of: "person", before: nil, limit: 5)
        #expect(all.map(\.action) == ["hold.lifted", "hold.placed"])
        #expect(try await audit.list(of: "person", before: all[0].id, limit: 5).map(\.action) == ["hold.placed"])
    }
}

import AccountsDomain
import FoundationEssentials
import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct MergeRepositoryTests {
    @Test func `a merge is found as it was inserted, and as it was undone`() async throws {
        let fixture = try await AccountsFixture()
        let journal = fixture.context.journal
        let merges = MergeRepository(database: fixture.database)
        let losing = try await fixture.join("zoe@example.org").id
        let surviving = try await fixture.join("ada@example.org").id
        let open = StoredMerge(
            id: UUID(), merge: Merge(losing: losing, surviving: surviving, on: Day(daysSince1970: 20_000)),
            reason: "two accounts")
        let undone = StoredMerge(
            id: UUID(),
            merge: Merge(
                losing: losing, surviving: surviving, on: Day(daysSince1970: 20_100),
                undoneOn: Day(daysSince1970: 20_110)), reason: "one person")
        try await expectStored(
            open, undone,
            insert: { merge in try await journal.update { unit in merges.insert(merge, in: unit) } },
            find: { try await merges.find($0.id) })
        try await journal.update { unit in
            var locked = try #require(try await merges.lock(open.id, in: unit))
            locked.merge.undoneOn = Day(daysSince1970: 20_005)
            merges.save(locked, in: unit)
        }
        #expect(try await merges.find(open.id)?.merge.undoneOn == Day(daysSince1970: 20_005))
        #expect(try await merges.find(open.id)?.version == 2)
    }
}

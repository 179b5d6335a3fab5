import AccountsDomain
import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct AgencyRepositoryTests {
    @Test func `an agency is found as it was inserted, and as it was saved`() async throws {
        let fixture = try await AccountsFixture()
        let journal = fixture.context.journal
        let agencies = AgencyRepository(database: fixture.database)
        let agency = Agency(
            id: .new(), name: "Hoover Police", kind: .policeDepartment, state: "AL", country: "US", version: 3)
        try await expectStored(
            agency, insert: { agency in try await journal.update { unit in agencies.insert(agency, in: unit) } },
            find: { try await agencies.find($0.id) })
        let saved = try await journal.update { unit in
            var locked = try #require(try await agencies.lock(agency.id, in: unit))
            (locked.name, locked.kind, locked.state, locked.country) = ("Schools", .schoolDistrict, "ON", "CA")
            return agencies.save(locked, in: unit)
        }
        #expect(saved.version == 4)
        #expect(try await agencies.find(agency.id) == saved)
        #expect(try await agencies.list(named: "cHoo", after: nil, limit: 1) == [saved])
        #expect(try await agencies.list(named: "h_o", after: nil, limit: 1).isEmpty)
        let isKnown = try await journal.update { unit in
            [
                try await agencies.containsAll([agency.id, agency.id], in: unit),
                try await agencies.containsAll([agency.id, .new()], in: unit),
            ]
        }
        #expect(isKnown == [true, false])
    }
}

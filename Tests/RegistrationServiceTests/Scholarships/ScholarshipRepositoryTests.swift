import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

@Suite struct ScholarshipRepositoryTests {
    @Test func `a scholarship is found as it was inserted, and as it was awarded and used`() async throws {
        let fixture = try await RegistrationFixture()
        let scholarships = ScholarshipRepository(database: fixture.database)
        let offering = try #require(OfferingID(try await fixture.offering()))
        let registered = try await fixture.register(Caller(), offering.description)
        let applied = Scholarship(
            id: .new(), offering: offering, person: .new(), statement: "No budget.",
            appliedAt: Instant(secondsSince1970: 1_700_000_000), version: 4)
        func awarded(_ award: ScholarshipAward) -> Scholarship {
            var scholarship = applied
            scholarship.id = .new()
            scholarship.person = .new()
            scholarship.grant = .init(award: award, by: .new(), at: Instant(secondsSince1970: 1_700_000_900))
            scholarship.registration = RegistrationID(registered.text("id"))
            scholarship.version = 6
            return scholarship
        }
        try await expectStored(
            applied, awarded(.full), awarded(.amount(200_00)), ignoring: ["grant"],
            insert: { scholarship in
                var previous = scholarship
                if scholarship.grant != nil { previous.version -= 1 }
                let first = previous
                let stored = try await fixture.parts.journal.update { unit in
                    guard try await scholarships.insert(first, in: unit) else { throw NotFound() }
                    return first.grant == nil ? first : scholarships.save(first, in: unit)
                }
                #expect(stored == scholarship)
            },
            find: { try await scholarships.find($0.id) })
        let listed = try await scholarships.list(of: [applied.person], after: nil, limit: 10)
        #expect(listed == [applied])
        let isNew = try await fixture.parts.journal.update { unit in
            try await scholarships.insert(applied, in: unit)
        }
        #expect(!isNew)
    }
}

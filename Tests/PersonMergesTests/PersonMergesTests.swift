import PersonMerges
import Postgres
import Primitives
import TestSupport
import Testing

/// A5: merges of persons.
@Suite struct PersonMergesTests {
    /// A → B → C, and D without a merge.
    private let a = PersonID.new()
    private let b = PersonID.new()
    private let c = PersonID.new()
    private let d = PersonID.new()

    private func database() async throws -> PostgresClient {
        PostgresClient(try await PostgresFixture.database(schema: "people", migrations: PersonMerges.migrations))
    }

    private func follow(_ person: PersonID, into other: PersonID?, on database: PostgresClient) async throws {
        try await database.transaction { try await PersonMerges.follow(person, mergedInto: other, in: $0) }
    }

    @Test func `all ids of a chain mean one person, in any order of the merges`() async throws {
        for isReversed in [false, true] {
            let database = try await database()
            let merges = [(a, b), (b, c)]
            for (person, other) in isReversed ? merges.reversed() : merges {
                try await follow(person, into: other, on: database)
            }
            for one in [a, b, c] {
                #expect(try await PersonMerges.people(of: one, from: database) == [a, b, c])
                #expect(try await PersonMerges.isSamePerson(one, b, from: database))
                #expect(try await !PersonMerges.isSamePerson(one, d, from: database))
            }
            #expect(try await PersonMerges.people(of: d, from: database) == [d])
            let survivors = try await database.query("SELECT DISTINCT survivor_id FROM person_survivor")
            #expect(try survivors.map { try $0.value(at: 0, as: PersonID.self) } == [c])
            await database.close()
        }
    }

    @Test func `a merge that is undone or redirected separates the ids again`() async throws {
        let database = try await database()
        try await follow(a, into: b, on: database)
        try await follow(b, into: c, on: database)
        try await follow(b, into: nil, on: database)
        #expect(try await PersonMerges.people(of: a, from: database) == [a, b])
        #expect(try await PersonMerges.people(of: c, from: database) == [c])
        try await follow(a, into: d, on: database)
        #expect(try await PersonMerges.people(of: a, from: database) == [a, d])
        #expect(try await PersonMerges.people(of: b, from: database) == [b])
        await database.close()
    }

    @Test func `concurrent merges are all followed`() async throws {
        let database = try await database()
        let others = (0..<8).map { _ in PersonID.new() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for other in others { group.addTask { try await follow(other, into: a, on: database) } }
            try await group.waitForAll()
        }
        #expect(try await PersonMerges.people(of: a, from: database) == Set(others + [a]))
        await database.close()
    }
}

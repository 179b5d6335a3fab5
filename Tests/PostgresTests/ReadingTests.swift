import Postgres
import TestSupport
import Testing

private struct Item: Equatable {
    var id: Int
    var name: String?
}

private let items = Columns("id, name") { row in Item(id: try row.next(), name: try row.next()) }

@Suite struct ReadingTests {
    private func withItems(_ body: (PostgresClient) async throws -> Void) async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await client.execute("CREATE TABLE item (id int PRIMARY KEY, name text)")
        try await client.execute("INSERT INTO item VALUES (1, 'one'), (2, NULL)")
        try await body(client)
        await client.close()
    }

    @Test func `several readings give a value each`() async throws {
        try await withItems { client in
            let (all, none, one, count, ids, name) = try await client.read(
                Reading.all(items, "SELECT \(items) FROM item ORDER BY id"),
                Reading.first(items, "SELECT \(items) FROM item WHERE id = \(3)"),
                Reading.one(items, "SELECT \(items) FROM item WHERE id = \(2)"),
                Reading.scalar(Int.self, "SELECT count(*) FROM item"),
                Reading.all(Int.self, "SELECT id FROM item ORDER BY id DESC").map(Set.init),
                Reading.first(String?.self, "SELECT name FROM item WHERE id = \(2)"))
            #expect(all == [Item(id: 1, name: "one"), Item(id: 2)])
            #expect(none == nil)
            #expect(one == Item(id: 2))
            #expect(count == 2)
            #expect(ids == [1, 2])
            #expect(name == .some(nil))
        }
    }

    @Test func `one reading gives its value alone, from the pool and from a transaction`() async throws {
        try await withItems { client in
            let reading = Reading.first(items, "SELECT \(items) FROM item WHERE id = 3")
            let found: Item? = try await client.transaction { transaction in
                transaction.enqueue("INSERT INTO item VALUES (3, 'three')")
                return try await transaction.read(reading)
            }
            #expect(found == Item(id: 3, name: "three"))
            let source: any RowSource = client
            #expect(try await source.read(reading) == found)
            let (again, count) = try await source.read(reading, Reading.scalar(Int.self, "SELECT count(*) FROM item"))
            #expect(again == found && count == 3)
        }
    }

    @Test func `readings travel together`() async throws {
        try await withItems { client in
            // One statement alone would see a transaction of its own.
            let (first, second) = try await client.read(
                Reading.scalar(Int.self, "SELECT pg_current_xact_id()::text::bigint"),
                Reading.scalar(Int.self, "SELECT pg_current_xact_id()::text::bigint"))
            #expect(first == second)
        }
    }

    @Test func `readings are combined into one, which travels with others`() async throws {
        try await withItems { client in
            let sum = Reading(
                Reading.scalar(Int.self, "SELECT 3"), Reading.known(10),
                Reading([Query("SELECT 20"), Query("SELECT 100")]) { answers in
                    try answers.map { try $0[0].decode(Int.self) }
                }
            ) { one, known, two in ([one, known] + two).reduce(0, +) }
            #expect(try await client.read(sum) == 133)
            let (before, combined, after) = try await client.read(
                Reading.scalar(String.self, "SELECT 'before'"), sum, Reading.scalar(String.self, "SELECT 'after'"))
            #expect((before, combined, after) == ("before", 133, "after"))
            #expect(try await client.read(Reading.known("nothing is sent")) == "nothing is sent")
        }
    }

    @Test func `an answer of another shape is refused`() async throws {
        try await withItems { client in
            await #expect(throws: PostgresError.self) {
                _ = try await client.read(.one(items, "SELECT \(items) FROM item"))
            }
            await #expect(throws: PostgresError.self) {
                _ = try await client.read(.scalar(Int.self, "SELECT id FROM item WHERE false"))
            }
            await #expect {
                _ = try await client.read(
                    Reading.scalar(Int.self, "SELECT 1"), Reading.scalar(Int.self, "SELECT 1 / 0"))
            } throws: {
                $0.sqlState?.rawValue == "22012"
            }
        }
    }
}

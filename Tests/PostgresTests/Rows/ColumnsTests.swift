import Postgres
import TestSupport
import Testing

private struct Venue: Equatable {
    var name: String
    var seats: Int?
}

private struct Meeting: Equatable {
    var id: Int
    var venue: Venue?
    var topic: String
}

private let venues = Columns("name, seats") { row in Venue(name: try row.next(), seats: try row.next()) }

private let meetings = Columns("1 AS id, \(venues), coalesce(topic, 'a, (b')") { row in
    Meeting(id: try row.next(), venue: try row.nextIfPresent(venues), topic: try row.next())
}

@Suite struct ColumnsTests {
    private func rows(_ query: Query) async throws -> [Row] {
        let client = PostgresClient(try await PostgresFixture.database())
        let rows = try await client.query(query)
        await client.close()
        return rows
    }

    private func expect(_ message: String, _ body: () throws -> Void) {
        #expect {
            try body()
        } throws: {
            let error = $0 as? PostgresError
            return error?.code == .decoding && error?.description == "PostgreSQL decoding error: \(message)"
        }
    }

    @Test func `rows are read in the order of the list`() async throws {
        let rows = try await rows("SELECT \(venues) FROM (VALUES ('Hall', 20), ('Attic', NULL)) AS venue (name, seats)")
        #expect(try venues.all(rows) == [Venue(name: "Hall", seats: 20), Venue(name: "Attic")])
        #expect(try venues.first(rows) == Venue(name: "Hall", seats: 20))
        #expect(try venues.decode(rows[1]) == Venue(name: "Attic"))
        #expect(try venues.first([]) == nil)
        #expect(try venues.one([rows[0]]) == Venue(name: "Hall", seats: 20))
        expect("0 rows instead of one") { _ = try venues.one([]) }
        expect("2 rows instead of one") { _ = try venues.one(rows) }
    }

    @Test func `a list is inserted with the values bound in it`() {
        let stale = Columns("name, age > \(30)") { row in (try row.next() as String, try row.next() as Bool) }
        let query: Query = "SELECT \(stale) FROM venue WHERE name = \("Hall")"
        #expect(query.sql == "SELECT name, age > $1 FROM venue WHERE name = $2")
    }

    @Test func `a list within a list is read as a value, and as nil where a join found nothing`() async throws {
        let rows = try await rows(
            """
            SELECT \(meetings) FROM (VALUES ('x', 'Hall', 20), ('y', 'Attic', NULL), (NULL, NULL, NULL))
                AS found (topic, name, seats)
            """)
        #expect(
            try meetings.all(rows) == [
                Meeting(id: 1, venue: Venue(name: "Hall", seats: 20), topic: "x"),
                Meeting(id: 1, venue: Venue(name: "Attic"), topic: "y"), Meeting(id: 1, topic: "a, (b"),
            ])
    }

    @Test func `columns of joined tables are qualified by the alias`() async throws {
        let documents = Columns("id, quote::text, body->>'a, b',\n    _left2") { row in try row.next(as: String.self) }
        #expect(documents.of("d").list.sql == "d.id, d.quote::text, d.body->>'a, b', d._left2")
        let both = Columns("\(venues.of("v")), \(venues.of("w"))") { row in
            [try row.next(venues), try row.next(venues)]
        }
        let rows = try await rows(
            """
            SELECT \(both) FROM (VALUES ('Hall', 20)) AS v (name, seats), (VALUES ('Attic', 5)) AS w (name, seats)
            """)
        #expect(try both.one(rows) == [Venue(name: "Hall", seats: 20), Venue(name: "Attic", seats: 5)])
    }

    @Test func `a closure that reads fewer columns than there are is refused with their names`() async throws {
        let rows = try await rows("SELECT 'Hall' AS name, 20 AS seats, 3 AS floor")
        expect("2 columns were read of 3: name, seats, floor") { _ = try venues.all(rows) }
        expect("column 3 of a row of 3") {
            _ = try Columns("name, seats, floor, age") { row in
                _ = try row.next(venues)
                return (try row.next() as Int, try row.next() as Int)
            }.all(rows)
        }
    }

    @Test func `a list within a list must be read as long as it is`() async throws {
        let rows = try await rows("SELECT 'Hall' AS name, 20 AS seats")
        let short = Columns("name, seats") { row in try row.next(as: String.self) }
        let long = Columns("name") { row in [try row.next(as: String.self), try row.next()] }
        expect("1 columns were read of 2: name, seats") {
            _ = try Columns("name, seats") { row in try row.next(short) }.all(rows)
        }
        expect("2 columns were read of 1: name") {
            _ = try Columns("name, seats") { row in try row.next(long) }.all(rows)
        }
    }

    @Test func `a value that does not fit is refused with the column's name`() async throws {
        let rows = try await rows("SELECT NULL AS name, 20 AS seats")
        #expect { try venues.all(rows) } throws: { ($0 as? PostgresError)?.column == "name" }
        // The name is missing, the rest is there: no join that found nothing.
        let optional = Columns("name, seats") { row in try row.nextIfPresent(venues) }
        #expect { try optional.all(rows) } throws: { ($0 as? PostgresError)?.column == "name" }
    }
}

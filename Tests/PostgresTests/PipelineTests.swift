import Executors
import TestSupport
import Testing

@testable import Postgres

@Suite struct PipelineTests {
    @Test func `a batch far beyond every buffer gets through`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        let text = String(repeating: "x", count: 10_000)
        let queries = (0..<3000).map { "SELECT \($0), repeat(\(text), 2)" as Query }
        let answers = try await client.batch(queries, deadline: .after(.seconds(60)))
        #expect(answers.count == 3000)
        for (index, rows) in answers.enumerated() {
            let (number, back) = try rows[0].decode((Int, String).self)
            #expect(number == index && back.utf8.count == 20_000)
        }
        await client.close()
    }

    @Test func `a batch is all or nothing, and names the statement that failed`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await client.execute("CREATE TABLE item (id int PRIMARY KEY)")
        await #expect {
            try await client.batch([
                "INSERT INTO item VALUES (\(1))", "INSERT INTO item VALUES (\(2))", "SELECT 1 / \(0)",
                "INSERT INTO item VALUES (\(3))",
            ])
        } throws: { error in
            (error as? PostgresError)?.query == "SELECT 1 / $1" && error.sqlState?.rawValue == "22012"
        }
        #expect(try await client.query("SELECT FROM item").isEmpty)
        #expect(try await client.batch([]).isEmpty)
        await client.close()
    }

    @Test func `statements are prepared once per text, up to the bound`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.statementCacheSize = 5
        let connection = try await PostgresConnection.connect(configuration)
        for round in 0..<40 {
            for _ in 0..<2 {
                let rows = try await connection.query("SELECT \(round), \(unsafe: "\(round)")")
                #expect(try rows[0].decode((Int, Int).self) == (round, round))
            }
        }
        let held = try await connection.query("SELECT count(*) FROM pg_prepared_statements")[0].decode(Int.self)
        // One that fell out of the cache is dropped with the next pipeline.
        #expect(held <= 6)
        await connection.close()
    }

    @Test func `one text with values of other types is another statement`() async throws {
        let connection = try await PostgresConnection.connect(try await PostgresFixture.database())
        #expect(try await connection.query("SELECT pg_typeof(\(1))::text")[0].decode(String.self) == "bigint")
        #expect(try await connection.query("SELECT pg_typeof(\("1"))::text")[0].decode(String.self) == "text")
        #expect(try await connection.query("SELECT pg_typeof(\(2))::text")[0].decode(String.self) == "bigint")
        await connection.close()
    }

    @Test func `a text that failed to be prepared can be sent again`() async throws {
        let connection = try await PostgresConnection.connect(try await PostgresFixture.database())
        for _ in 0..<3 {
            await #expect { try await connection.query("SELECT * FROM item WHERE id = \(1)") } throws: {
                $0.sqlState?.rawValue == "42P01"
            }
        }
        try await connection.execute("CREATE TABLE item (id int)")
        #expect(try await connection.query("SELECT * FROM item WHERE id = \(1)").isEmpty)
        await connection.close()
    }

    @Test func `a table that changes under a prepared statement is no error`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await client.execute("CREATE TABLE item (id int)")
        _ = try await client.query("SELECT * FROM item")
        try await client.execute("ALTER TABLE item ADD COLUMN name text")
        try await client.execute("INSERT INTO item VALUES (1, 'x')")
        #expect(try await client.query("SELECT * FROM item")[0].decode((Int, String).self) == (1, "x"))
        await client.close()
    }

    @Test func `notices go to the observer`() async throws {
        let observer = Notices()
        let connection = try await PostgresConnection.connect(try await PostgresFixture.database(), observer: observer)
        try await connection.script("DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$; SELECT 1; SELECT 2")
        #expect(observer.seen.withLock { $0.contains { $0.contains("mind the gap") } })
        await connection.close()
    }

    @Test func `a script is all or nothing and leaves the connection usable`() async throws {
        let connection = try await PostgresConnection.connect(try await PostgresFixture.database())
        await #expect { try await connection.script("CREATE TABLE item (id int); SELECT 1/0") } throws: {
            $0.sqlState?.rawValue == "22012"
        }
        #expect(try await connection.query("SELECT to_regclass('item')::text")[0].decode(String?.self) == nil)
        await connection.close()
    }

    @Test func `COPY in a query is refused, and the connection given up`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        let client = PostgresClient(configuration)
        try await client.execute("CREATE TABLE item (id int)")
        await #expect(throws: PostgresError.self) { try await client.query("COPY item FROM STDIN") }
        await #expect(throws: PostgresError.self) { try await client.query("COPY item TO STDOUT") }
        #expect(try await client.query("SELECT 1").count == 1)
        await client.close()
    }

    @Test func `a closed connection says so`() async throws {
        let connection = try await PostgresConnection.connect(try await PostgresFixture.database())
        await connection.close()
        await #expect { try await connection.query("SELECT 1") } throws: { $0.postgresError?.code == .closed }
        #expect(!connection.isClean)
    }
}

private final class Notices: PostgresObserver {
    let seen = Monitor<[String]>([])

    func notice(_ message: String) {
        seen.withLock { $0.append(message) }
    }
}

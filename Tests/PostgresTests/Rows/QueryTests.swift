import Postgres
import TestSupport
import Testing

@Suite struct QueryTests {
    @Test func `interpolated values become numbered parameters`() {
        let query: Query = "SELECT * FROM person WHERE id = \(1) AND name = \("x")"
        #expect(query.sql == "SELECT * FROM person WHERE id = $1 AND name = $2")
    }

    @Test func `joined parts are numbered anew, and text that looks like a parameter is left alone`() {
        var query: Query = "SELECT '$1 and $2', \(1)"
        query += ", '$1', \(2), \(3)"
        let whole: Query = "\(query) UNION \("SELECT \(4)" as Query) LIMIT \(5)"
        #expect(whole.sql == "SELECT '$1 and $2', $1, '$1', $2, $3 UNION SELECT $4 LIMIT $5")
        let parts = (0..<3).map { "c = \($0)" as Query }
        #expect(parts.joined(separator: " OR ").sql == "c = $1 OR c = $2 OR c = $3")
    }

    @Test func `joined parts keep their values`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        let left: Query = "SELECT \(1), \("two")"
        let rows = try await client.query(left + ", \(3)" + ", \("four")")
        #expect(try rows[0].decode((Int, String, Int, String).self) == (1, "two", 3, "four"))
        await client.close()
    }

    @Test func `a name is quoted whatever it holds`() {
        let query: Query = "SELECT 1 AS \(identifier: "a\"; DROP TABLE x; --")"
        #expect(query.sql == #"SELECT 1 AS "a""; DROP TABLE x; --""#)
    }

    @Test func `a query prints without its values`() {
        let query: Query = "SELECT \("secret")"
        #expect("\(query)" == "SELECT $1")
    }

    @Test(arguments: [
        "'; DROP TABLE victim; --", "\\'; DROP TABLE victim; --", "$1", "'' OR 1=1", "E'\\''",
        "\u{2019}; DELETE FROM victim",
        "$$; DROP TABLE victim; $$", "", "NULL", "{}", "a\r\n\t\"b\\",
    ])
    func `what a user writes stays a value`(text: String) async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await client.execute("CREATE TABLE victim (name text)")
        try await client.execute("INSERT INTO victim VALUES (\(text))")
        let names = try await client.query("SELECT name FROM victim WHERE name = \(text) OR name = ANY(\([text]))")
        #expect(try names.map { try $0.decode(String.self) } == [text])
        await client.close()
    }

    @Test func `a text with a zero byte is refused before anything is sent`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await client.execute("CREATE TABLE person (name text)")
        await #expect { try await client.batch(["INSERT INTO person VALUES ('x')", "SELECT \("a\0b")"]) } throws: {
            ($0 as? PostgresError)?.code == .encoding
        }
        #expect(try await client.query("SELECT FROM person").isEmpty)
        await #expect(throws: PostgresError.self) { try await client.query("SELECT 1 AS \(identifier: "a\0b")") }
        await client.close()
    }
}

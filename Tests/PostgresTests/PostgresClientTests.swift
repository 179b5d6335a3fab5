import Executors
import Postgres
import TestSupport
import Testing

@Suite struct PostgresClientTests {
    @Test func `a query binds its values and reads rows back`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        let rows = try await client.query("SELECT \(41) + 1, \("a'b") AS name, \(nil as Int?)")
        let (number, text, nothing) = try rows[0].decode((Int, String, Int?).self)
        #expect(number == 42)
        #expect(text == "a'b")
        #expect(nothing == nil)
        await client.close()
    }
}

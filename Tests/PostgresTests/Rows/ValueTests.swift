import Foundation
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

private enum Phase: String, PostgresCodable, PostgresArrayElement {
    case draft
    case open = "open, \"now\""
}

private enum Grade: Int, PostgresCodable {
    case low = -1
    case high = 1
}

@Suite struct ValueTests {
    /// Sends the values, once each and as an array, and reads them back; `type` is what PostgreSQL must think of them.
    private func roundTrip<Value: PostgresArrayElement & Equatable & Sendable>(
        _ values: [Value], _ type: String
    ) async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        for value in values {
            let row = try await client.query("SELECT \(value), pg_typeof(\(value))::text, \(value as Value?)")[0]
            let (back, name, optional) = try row.decode((Value, String, Value?).self)
            #expect(back == value)
            #expect(name == type)
            #expect(optional == value)
        }
        let rows = try await client.query("SELECT \(values), \([] as [Value]), \([nil] + values.map { $0 as Value? })")
        let (all, none, withNull) = try rows[0].decode(([Value], [Value], [Value?]).self)
        #expect(all == values)
        #expect(none.isEmpty)
        #expect(withNull == [nil] + values)
        await client.close()
    }

    @Test func `numbers and truth values`() async throws {
        try await roundTrip([Int.min, -1, 0, 7, .max], "bigint")
        try await roundTrip([Int64.min, .max], "bigint")
        try await roundTrip([Int32.min, 0, .max], "integer")
        try await roundTrip([true, false], "boolean")
        try await roundTrip(
            [0.1, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e-7],
            "double precision")
        try await roundTrip([Money(cents: -50), Money(cents: 123_456_789_00)], "bigint")
    }

    @Test func `texts of every kind`() async throws {
        try await roundTrip(["", "NULL", "a,b", "{\"x\"}", "\\", "\"", "Zoë 👩🏽‍🏫 ﷽", "line\nline", " "], "text")
        try await roundTrip([Phase.draft, .open], "text")
    }

    @Test func `ids`() async throws {
        try await roundTrip([UUID(), UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255))], "uuid")
        try await roundTrip([PersonID.new(), PersonID.new()], "uuid")
    }

    @Test func `dates and moments to the microsecond`() async throws {
        let days = ["0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31"]
        try await roundTrip(try days.map { try #require(Day($0)) }, "date")
        let moments: [Int64] = [
            -62_135_596_800_000_000, -1, 0, 1, 999_999, 1_767_225_600_123_456, 253_402_300_799_999_999,
        ]
        try await roundTrip(moments.map(Instant.init(microsecondsSince1970:)), "timestamp with time zone")
    }

    @Test func `JSON documents`() async throws {
        let values: [JSON] = [.null, ["a": [1, 2.5, "x\"\\\n", .null, true]], "text", 7, [], [:]]
        try await roundTrip(values, "jsonb")
    }

    @Test func `bytes`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        for bytes in [[], [0], Array(UInt8.min...UInt8.max)] as [[UInt8]] {
            let row = try await client.query("SELECT \(bytes), \(Data(bytes)), \([bytes, []]), length(\(bytes))")[0]
            let (back, data, both, length) = try row.decode(([UInt8], Data, [[UInt8]], Int).self)
            #expect(back == bytes && data == Data(bytes) && both == [bytes, []] && length == bytes.count)
        }
        await client.close()
    }

    @Test func `an enum of numbers is its number, and an unknown one is refused`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        #expect(try await client.query("SELECT \(Grade.low)")[0].decode(Grade.self) == .low)
        let row = try await client.query("SELECT 5 AS grade, 'closed' AS phase")[0]
        #expect(throws: PostgresError.self) { try row.value("grade", as: Grade.self) }
        #expect(throws: PostgresError.self) { try row.value("phase", as: Phase.self) }
        await client.close()
    }

    @Test func `what does not fit is refused with the column's name`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        let row = try await client.query(
            """
            SELECT 'x' AS word, NULL AS nothing, 9223372036854775808 AS large, 'infinity'::timestamptz AS never,
                '' AS empty, 'infinity'::date AS doomsday, '{{1},{2}}'::int[] AS square
            """)[0]
        func refuses<Value: PostgresDecodable>(_ column: String, _ type: Value.Type) {
            #expect { try row.value(column, as: type) } throws: {
                let error = $0 as? PostgresError
                return error?.code == .decoding && error?.column == column
            }
        }
        refuses("word", Int.self)
        refuses("word", UUID.self)
        refuses("word", Bool.self)
        refuses("word", [Int].self)
        refuses("word", [UInt8].self)
        refuses("word", JSON.self)
        refuses("nothing", String.self)
        refuses("large", Int.self)
        refuses("never", Instant.self)
        refuses("doomsday", Day.self)
        refuses("empty", Int.self)
        refuses("square", [Int].self)
        #expect(try row.value("nothing", as: String?.self) == nil)
        #expect(throws: PostgresError.self) { try row.value("absent", as: Int.self) }
        #expect(throws: PostgresError.self) { try row.value(at: 7, as: Int.self) }
        await client.close()
    }

    @Test func `a row stays readable after its connection is gone`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        let rows = try await client.query("SELECT n, 'row ' || n AS text FROM generate_series(1, 1000) n")
        await client.close()
        for (index, row) in rows.enumerated() {
            #expect(try row.decode((Int, String).self) == (index + 1, "row \(index + 1)"))
        }
    }
}

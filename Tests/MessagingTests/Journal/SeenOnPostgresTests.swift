import Contracts
import Foundation
import Messaging
import Postgres
import Primitives
import TestSupport
import Testing

/// Findings from attacks on the journal's rules with a real PostgreSQL: each claim, and the rule that answers it.
@Suite struct SeenOnPostgresTests {
    private static let insert: Query = """
        INSERT INTO outbox (event_id, topic, kind, type, aggregate_id, sequence, occurred_at, payload)
        VALUES (gen_random_uuid(), 't', 'fact', 'x', 'a', 1, now(), '{}') RETURNING id
        """

    private func xid(_ connection: PostgresConnection) async throws -> UInt64 {
        UInt64(try await connection.query("SELECT pg_current_xact_id()::text")[0].value(at: 0, as: String.self))!
    }

    private func xmin(_ connection: PostgresConnection) async throws -> UInt64 {
        UInt64(
            try await connection.query("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")[0]
                .value(at: 0, as: String.self))!
    }

    @Test func `a bound from a transaction that had its xid before the gap is below the gap's writer`() async throws {
        let fixture = try await JournalFixture.make()
        let relay = try await fixture.connection()
        let writer = try await fixture.connection()
        try await relay.execute("BEGIN")
        _ = try await xid(relay)
        try await writer.execute("BEGIN")
        let gap = try await writer.query(Self.insert)[0].value(at: 0, as: Int64.self)
        let writing = try await xid(writer)
        let wrong = try await xid(relay)
        #expect(wrong < writing, "this bound would drop the gap while its writer still runs")
        try await relay.execute("COMMIT")
        let right = try await xid(relay)
        #expect(right > writing)
        #expect(try await xmin(relay) < right, "the writer holds xmin below the bound")
        try await writer.execute("COMMIT")
        // Transactions of other tests hold it back as well, because it spans the server.
        let isReached = try await eventually { try await xmin(relay) >= right }
        #expect(isReached)
        #expect(try await fixture.rows().map(\.id) == [gap])
        await relay.close()
        await writer.close()
    }

    @Test func `a lock that finds no row assigns no xid, and the id's default requests one first`() async throws {
        let fixture = try await JournalFixture.make()
        let writer = try await fixture.connection()
        try await writer.execute("BEGIN")
        _ = try await writer.query("SELECT pg_advisory_xact_lock(1)")
        _ = try await writer.query("SELECT * FROM aggregate WHERE aggregate_id = 'none' FOR UPDATE")
        let before = try await writer.query("SELECT pg_current_xact_id_if_assigned()::text")[0].value(
            at: 0, as: String?.self)
        #expect(before == nil)
        _ = try await writer.query(
            "SELECT CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('outbox_id') END")
        let after = try await writer.query("SELECT pg_current_xact_id_if_assigned()::text")[0].value(
            at: 0, as: String?.self)
        #expect(after != nil)
        let text = try await fixture.database.query(
            """
            SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'outbox'::regclass AND adnum = 1
            """)[0].value(at: 0, as: String.self)
        #expect(text.contains("pg_current_xact_id()") && text.contains("nextval"))
        await writer.close()
    }

    @Test func `rows inserted from the lock's RETURNING draw their ids in the order of the versions`() async throws {
        let fixture = try await JournalFixture.make()
        try await fixture.write("first", key: "a")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<6 {
                group.addTask { for index in 0..<20 { try await fixture.write("\(writer) \(index)", key: "a") } }
            }
            try await group.waitForAll()
        }
        #expect(try await fixture.rows().map(\.sequence) == Array(1...121))
    }

    @Test func `a unique key across partitions is refused, and duplicates across partitions are accepted`() async throws
    {
        let fixture = try await JournalFixture.make()
        await #expect(throws: PostgresError.self) {
            try await fixture.database.execute("ALTER TABLE outbox ADD UNIQUE (aggregate_id, sequence)")
        }
        for id in [10, 500_010] {
            try await fixture.database.execute(
                """
                INSERT INTO outbox (id, event_id, topic, kind, type, aggregate_id, sequence, occurred_at, payload)
                VALUES (\(id), gen_random_uuid(), 't', 'fact', 'x', 'a', 1, now(), '{}')
                """)
        }
        #expect(try await fixture.rows().map(\.sequence) == [1, 1])
    }

    @Test func `an id beyond the last partition fails its writer, and maintenance creates partitions ahead`()
        async throws
    {
        let fixture = try await JournalFixture.make()
        try await fixture.database.execute("SELECT setval('outbox_id', 3999999)")
        await #expect(throws: (any Error).self) { try await fixture.write("x", key: "a") }
        try await JournalMaintenance(fixture.database).run()
        try await fixture.write("y", key: "a")
        #expect(try await fixture.rows().map(\.sequence) == [1])
    }

    @Test func `dropping behind a long reader gives up quickly and does not block writers`() async throws {
        let fixture = try await JournalFixture.make()
        try await fixture.write("old", key: "a")
        try await fixture.database.execute("SELECT setval('outbox_id', 600000)")
        try await fixture.write("new", key: "a")
        try await fixture.database.execute("INSERT INTO relay_cluster VALUES ('c', 600001)")
        let reader = try await fixture.connection()
        try await reader.execute("BEGIN")
        _ = try await reader.query("SELECT count(*) FROM outbox")
        let later = Instant.now.adding(seconds: 500 * 86_400)
        let start = ContinuousClock.now
        try await JournalMaintenance(fixture.database).run(now: later)
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(try await fixture.rows().count == 2)
        try await fixture.write("meanwhile", key: "a")
        try await reader.execute("COMMIT")
        try await JournalMaintenance(fixture.database).run(now: later)
        #expect(try await fixture.rows().map(\.sequence) == [2, 3])
        await reader.close()
    }

    @Test func `held rows and other clusters' cursors prevent dropping`() async throws {
        let fixture = try await JournalFixture.make()
        try await fixture.write("old", key: "a")
        try await fixture.database.execute("SELECT setval('outbox_id', 600000)")
        try await fixture.write("new", key: "a")
        let later = Instant.now.adding(seconds: 300 * 86_400)
        let maintenance = JournalMaintenance(fixture.database, retention: .seconds(86_400))
        try await fixture.database.execute(
            """
            INSERT INTO relay_cluster VALUES ('c', 600001, now() + interval '300 days'),
                ('d', 0, now() + interval '300 days')
            """
        )
        try await maintenance.run(now: later)
        #expect(try await fixture.rows().count == 2)
        try await fixture.database.execute("UPDATE relay_cluster SET cursor = 600001")
        try await fixture.database.execute("INSERT INTO relay_held VALUES ('c', 't', 'a', 1, 'too large')")
        try await maintenance.run(now: later)
        #expect(try await fixture.rows().count == 2)
        try await fixture.database.execute("DELETE FROM relay_held")
        try await maintenance.run(now: later)
        #expect(try await fixture.rows().count == 1)
    }

    @Test func `savepoints and rolled back subtransactions keep ids in the order of the numbers`()
        async throws
    {
        let fixture = try await JournalFixture.make()
        try await fixture.journal.update { unit in
            for index in 0..<80 {
                try await unit.sql.execute(Query(unsafeSQL: "SAVEPOINT s\(index)"))
                _ = try await unit.sql.query("SELECT 1")
                try await unit.sql.execute(
                    Query(unsafeSQL: index % 2 == 0 ? "ROLLBACK TO s\(index)" : "RELEASE s\(index)"))
                unit.publish(.noteWritten, NoteText("\(index)"), of: "a", at: .now)
            }
        }
        #expect(try await fixture.rows().map(\.sequence) == Array(1...80))
    }

    @Test func `a prepared transaction holds its gap until it is committed`() async throws {
        let server = try await PostgresServer.start(settings: ["max_prepared_transactions": "2"])
        var configuration = try server.configuration
        configuration.schema = "registration"
        let database = PostgresClient(configuration)
        try await Migrator(schema: "registration", migrations: Journal.migrations).apply(on: database)
        let writer = try await PostgresConnection.connect(configuration, name: "writer")
        try await writer.execute("BEGIN")
        _ = try await writer.query(Self.insert)
        try await writer.execute("PREPARE TRANSACTION 'p'")
        let bound = try await xid(writer)
        #expect(try await xmin(writer) < bound)
        try await writer.execute("COMMIT PREPARED 'p'")
        #expect(try await xmin(writer) >= bound)
        await writer.close()
        await database.close()
    }
}
